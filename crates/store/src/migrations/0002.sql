-- What feeds a target is proposed by one person and accepted by another; rows from before wait for their acceptance.
-- An accepted row stays in force while another is proposed for the same target.
alter table binding add column accepted_by text;
alter table binding add column accepted_at integer;
alter table binding add column closed_by text;
alter table binding add column closed_why text;
drop index binding_open;
create unique index binding_in_force on binding (lineage, target) where closed_at is null and accepted_at is not null;
create unique index binding_proposed on binding (lineage, target) where closed_at is null and accepted_at is null;

-- The way of a table from hand to hand: submitted, reviewed, signed; returned; reopened by an import or an undo.
create table sign_off (
    id integer primary key,
    lineage text not null,
    target_table integer not null references target_table (id),
    step text not null,
    actor text not null,
    at integer not null,
    note text not null
) strict;
create index sign_off_lineage on sign_off (lineage, id);

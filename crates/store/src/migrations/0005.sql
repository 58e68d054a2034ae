-- What people said of a form of a table (monitoring until a month, self-evaluation under a rule set), row by row. Each
-- saying follows the one before; all of them stay. part is said or review.
create table form_entry (
    id integer primary key,
    lineage text not null,
    form text not null,
    row text not null,
    part text not null,
    json text not null,
    actor text not null,
    at integer not null
) strict;
create index form_entry_row on form_entry (lineage, form, row, part, id);

-- A form as it was issued: its file is evidence and never changes.
create table form_issue (
    id integer primary key,
    lineage text not null,
    target_table integer not null references target_table (id),
    form text not null,
    evidence blob not null references evidence (digest),
    snapshot_seq integer not null,
    note text not null,
    actor text not null,
    at integer not null
) strict;
create index form_issue_lineage on form_issue (lineage, form, id);

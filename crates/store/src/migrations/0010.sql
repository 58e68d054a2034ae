-- Checks of facts: one row for each failed rule on one thing, open until a later run of the same rule no longer finds
-- it. What people answer stands in finding_state, lineage 'checks', by the number of the row.
create table if not exists check_finding (
    id integer primary key,
    rule text not null,
    version integer not null,
    severity text not null,
    entity integer not null references entity (id),
    metric integer not null references metric (id),
    period text not null,
    observed text not null,
    expected text not null,
    first_run integer not null references run (id),
    last_run integer not null references run (id),
    gone_run integer references run (id)
) strict;
create unique index if not exists check_finding_open on check_finding (rule, entity, period) where gone_run is null;
create index if not exists check_finding_period on check_finding (period, rule);
create index if not exists check_finding_entity on check_finding (entity);

-- How often a rule was asked in a run.
create table if not exists check_tally (
    run integer not null references run (id),
    rule text not null,
    period text not null,
    asked integer not null,
    failed integer not null,
    unknown integer not null,
    primary key (run, rule)
) strict, without rowid;

-- Makes of a folder of today one of schema 10, with the same facts in the tables and indexes of that time.
pragma foreign_keys = off;
create table fact_before (
    id integer primary key,
    metric integer not null references metric (id),
    period text not null,
    a integer not null references entity (id),
    b integer not null,
    kind integer not null,
    num integer,
    txt text,
    status integer not null,
    batch integer not null references batch (id),
    source integer not null references batch (id),
    sheet integer,
    row integer,
    col integer,
    origin integer references fact (id),
    closed_by integer references batch (id)
) strict;
insert into fact_before select f.id, s.metric, s.period, f.a, f.b, f.kind, f.num, f.txt, f.status, f.batch,
    coalesce(f.source, f.batch), f.sheet, f.row, f.col, f.origin, f.closed_by
    from fact f join series s on s.id = f.series;
drop table fact;
drop table stretch;
drop table series;
alter table batch drop column first_fact;
alter table batch drop column last_fact;
alter table fact_before rename to fact;
create unique index fact_open on fact (metric, period, a, b) where closed_by is null;
create index fact_subject on fact (a, b, metric, period);
create index fact_object on fact (b) where b <> 0;
create index fact_batch on fact (batch);
create index fact_source on fact (source) where source <> batch;
create index fact_closed on fact (closed_by) where closed_by is not null;
create trigger fact_closes_once before update on fact
when old.closed_by is not null or new.closed_by is null or new.id <> old.id or new.metric <> old.metric
    or new.period <> old.period or new.a <> old.a or new.b <> old.b or new.kind <> old.kind
    or new.num is not old.num or new.txt is not old.txt or new.status <> old.status or new.batch <> old.batch
    or new.source <> old.source or new.sheet is not old.sheet or new.row is not old.row or new.col is not old.col
    or new.origin is not old.origin
begin select raise(abort, 'facts do not change'); end;
create trigger fact_stays before delete on fact begin select raise(abort, 'facts are not removed'); end;

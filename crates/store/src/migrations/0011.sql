-- Facts take half the room and come in with few pages touched. A metric in a period is said once, in `series`; one
-- index holds the facts that stand and one those that were closed; where the facts about a subject lie is told by
-- stretches of numbers, and those of a batch by its first and last; source is null for a batch's own word.
create table series (
    id integer primary key,
    metric integer not null references metric (id),
    period text not null,
    unique (metric, period)
) strict;
insert into series (metric, period) select distinct metric, period from fact order by metric, period;
create trigger series_kept before update on series begin select raise(abort, 'series do not change'); end;
create trigger series_stays before delete on series begin select raise(abort, 'series are not removed'); end;

-- kind: 0 number, 1 truth, 2 date (yyyymmdd), 3 codes (JSON array), 4 text, 5 not due, 6 missing, 7 not applicable.
-- b is 0 where the subject is one entity. source is the batch whose statement the row repeats, for rows restored by an
-- undo or accepted by a second person; null where it is the batch that wrote the row. What is read most comes first.
create table fact_compact (
    id integer primary key,
    series integer not null references series (id),
    a integer not null references entity (id),
    b integer not null,
    kind integer not null,
    num integer,
    txt text,
    closed_by integer references batch (id),
    batch integer not null references batch (id),
    status integer not null,
    source integer references batch (id) check (source <> batch),
    sheet integer,
    row integer,
    col integer,
    origin integer references fact (id)
) strict;
insert into fact_compact (id, series, a, b, kind, num, txt, closed_by, batch, status, source, sheet, row, col, origin)
    select f.id, s.id, f.a, f.b, f.kind, f.num, f.txt, f.closed_by, f.batch, f.status, nullif(f.source, f.batch),
        f.sheet, f.row, f.col, f.origin
    from fact f cross join series s on s.metric = f.metric and s.period = f.period order by f.id;

-- Facts first to last are all about one subject, one after the other.
create table stretch (
    a integer not null,
    b integer not null,
    first integer not null,
    last integer not null,
    primary key (a, b, first)
) strict, without rowid;
insert into stretch (a, b, first, last)
    with subject as (select id, a, b, lag(a) over w as a_before, lag(b) over w as b_before from fact_compact
                     window w as (order by id)),
         beginning as (select id, a, b from subject where a is not a_before or b is not b_before)
    select a, b, id, coalesce(lead(id) over (order by id) - 1, (select max(id) from fact_compact)) from beginning;

alter table batch add column first_fact integer;
alter table batch add column last_fact integer;
update batch set first_fact = (select min(f.id) from fact f where f.batch = batch.id),
    last_fact = (select max(f.id) from fact f where f.batch = batch.id);

-- Nothing is dropped before it stands in its new place.
create temp table proof (same integer not null check (same = 1)) strict;
insert into proof select (select count(*) from fact) = (select count(*) from fact_compact);
insert into proof select (select count(*) from fact) = (select coalesce(sum(last - first + 1), 0) from stretch);
insert into proof select (select count(*) from fact) = (select count(*) from fact_compact f join batch b
    on b.id = f.batch and f.id between b.first_fact and b.last_fact);
drop table proof;

drop table fact;
alter table fact_compact rename to fact;
create unique index fact_open on fact (series, a, b) where closed_by is null;
create index fact_past on fact (series, a, b) where closed_by is not null;
create index fact_source on fact (source) where source is not null;
create index fact_closed on fact (closed_by) where closed_by is not null;
create trigger fact_closes_once before update on fact
when old.closed_by is not null or new.closed_by is null or new.id <> old.id or new.series <> old.series
    or new.a <> old.a or new.b <> old.b or new.kind <> old.kind or new.num is not old.num or new.txt is not old.txt
    or new.status <> old.status or new.batch <> old.batch or new.source is not old.source
    or new.sheet is not old.sheet or new.row is not old.row or new.col is not old.col or new.origin is not old.origin
begin select raise(abort, 'facts do not change'); end;
create trigger fact_stays before delete on fact begin select raise(abort, 'facts are not removed'); end;

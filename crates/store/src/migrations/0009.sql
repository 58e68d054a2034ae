-- What a record said when work on its draft began: whoever hands in later than another is told.
alter table record_draft add column base blob;

-- One file may prove two things at once.
create table record_draft_file_by_kind (
    draft integer not null references record_draft (id) on delete cascade,
    digest blob not null,
    name text not null,
    media text not null,
    kind text not null,
    primary key (draft, digest, kind)
) strict, without rowid;
insert into record_draft_file_by_kind select draft, digest, name, media, kind from record_draft_file;
drop table record_draft_file;
alter table record_draft_file_by_kind rename to record_draft_file;

-- Offices number their records from 1 every year: a number holds in the year of its record. Blanks and case do not
-- make another number.
update identifier set value = upper(replace(value, ' ', ''))
where kind = 'record' and scheme = 'record_no' and value <> upper(replace(value, ' ', ''))
  and not exists (select 1 from identifier o where o.scheme = 'record_no' and o.kind = 'record'
                  and o.value = upper(replace(identifier.value, ' ', '')));
update identifier set valid_from = (
    select max(f.period) from fact f
    where f.metric in (select metric from metric_version where json_extract(json, '$.name') = '记录类型')
      and f.a = identifier.entity and f.b = 0 and f.closed_by is null and length(f.period) = 4) || '-01-01'
where kind = 'record' and scheme = 'record_no' and valid_from is null and valid_to is null;
update identifier set valid_to = substr(valid_from, 1, 4) || '-12-31'
where kind = 'record' and scheme = 'record_no' and valid_from is not null and valid_to is null;

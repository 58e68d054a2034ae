-- Who has to answer what was said of a row, so that worklists find it; part is now also weight or answer.
alter table form_entry add column asks text;
update form_entry set asks = json_extract(json, '$.owner')
    where part = 'said' and form like 'monitoring:%' and coalesce(json_extract(json, '$.owner'), '') <> '';
create index form_entry_asks on form_entry (id) where asks is not null;

-- How often what people decided about a table has changed, whoever wrote it: bindings, answers to findings, sign-off.

create table table_change (
    lineage text primary key,
    changes integer not null
) strict, without rowid;

create trigger table_change_binding_added after insert on binding begin
    insert into table_change values (new.lineage, 1) on conflict do update set changes = changes + 1;
end;

create trigger table_change_binding_closed after update on binding begin
    insert into table_change values (new.lineage, 1) on conflict do update set changes = changes + 1;
end;

create trigger table_change_finding after insert on finding_state begin
    insert into table_change values (new.lineage, 1) on conflict do update set changes = changes + 1;
end;

create trigger table_change_sign_off after insert on sign_off begin
    insert into table_change values (new.lineage, 1) on conflict do update set changes = changes + 1;
end;

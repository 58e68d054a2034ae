-- Sign-in with a second factor, the age of a password, and the firm a person from outside speaks for.
alter table user add column password_at integer;
alter table user add column firm integer references entity (id);

create table second_factor (
    user integer primary key references user (id),
    secret text not null,
    confirmed integer,
    last_step integer not null default 0,
    recovery text not null
) strict;

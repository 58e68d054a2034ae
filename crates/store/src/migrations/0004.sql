-- What officers declare in files of their own (types of records, surveys, rule sets), each change a new version.
create table declaration (
    kind text not null,
    name text not null,
    version integer not null,
    seq integer not null,
    json text not null,
    primary key (kind, name, version)
) strict, without rowid;

-- A record in the making: the fields as typed. entity is set where a record that came back is worked on.
create table record_draft (
    id integer primary key,
    user integer not null references user (id),
    entity integer references entity (id),
    kind text not null,
    fields text not null,
    saved integer not null
) strict;
create index record_draft_user on record_draft (user, id);
create table record_draft_file (
    draft integer not null references record_draft (id) on delete cascade,
    digest blob not null,
    name text not null,
    media text not null,
    kind text not null,
    primary key (draft, digest)
) strict, without rowid;

-- Files that prove a record. A row holds while the batch that brought it is not undone and none has taken it off.
create table record_file (
    id integer primary key,
    entity integer not null references entity (id),
    digest blob not null references evidence (digest),
    name text not null,
    kind text not null,
    batch integer not null references batch (id),
    removed_by integer references batch (id)
) strict;
create index record_file_entity on record_file (entity);
create index record_file_digest on record_file (digest);

-- Under which keys a record counts only once; kept so that a change looks only at records that share one.
create table record_key (
    entity integer not null references entity (id),
    key text not null,
    primary key (entity, key)
) strict, without rowid;
create index record_key_key on record_key (key, entity);

-- The first schema. Times are microseconds since 1970 (UTC). `seq` columns are the number of the audit row of the
-- transaction that wrote them: the one order in which everything happened.

create table audit (
    seq integer primary key,
    at integer not null,
    actor text not null,
    action text not null,
    object text not null,
    detail text not null,
    result text not null,
    prev blob not null,
    hash blob not null
) strict;
create index audit_at on audit (at);
create index audit_actor on audit (actor, seq);
create trigger audit_kept before update on audit begin select raise(abort, 'audit rows do not change'); end;
create trigger audit_stays before delete on audit begin select raise(abort, 'audit rows are not removed'); end;

create table setting (
    key text primary key,
    value text not null
) strict, without rowid;

create table user (
    id integer primary key,
    name text not null unique,
    display text not null,
    roles text not null,
    section text,
    password text not null,
    must_change integer not null,
    disabled integer not null default 0,
    failures integer not null default 0,
    locked_until integer,
    last_seen integer,
    created integer not null
) strict;

create table session (
    id text primary key,
    user integer references user (id),
    data blob not null,
    expires integer not null
) strict, without rowid;
create index session_expires on session (expires);
create index session_user on session (user);

create table evidence (
    digest blob primary key,
    name text not null,
    media text not null,
    size integer not null,
    at integer not null,
    actor text not null
) strict, without rowid;

create table run (
    id integer primary key,
    kind text not null,
    versions text not null,
    snapshot_seq integer not null,
    snapshot_at integer not null,
    inputs blob not null,
    outputs blob not null,
    started integer not null,
    finished integer not null,
    actor text not null
) strict;

create table batch (
    id integer primary key,
    seq integer not null,
    kind text not null,
    evidence blob references evidence (digest),
    run integer references run (id),
    recorded_at integer not null,
    actor text not null,
    note text not null,
    undoes integer references batch (id),
    undone_by integer references batch (id),
    opened integer not null default 0,
    closed integer not null default 0,
    unchanged integer not null default 0
) strict;
create index batch_recorded on batch (recorded_at);
create index batch_seq on batch (seq);

create table entity (
    id integer primary key,
    kind text not null,
    name text not null,
    seq integer not null
) strict;
create index entity_kind on entity (kind, name);
create index entity_seq on entity (seq);

create table entity_name (
    entity integer not null references entity (id),
    name text not null,
    seq integer not null,
    primary key (entity, seq)
) strict, without rowid;

create table identifier (
    id integer primary key,
    entity integer not null references entity (id),
    kind text not null,
    scheme text not null,
    value text not null,
    valid_from text,
    valid_to text,
    seq integer not null
) strict;
create index identifier_value on identifier (scheme, value);
create index identifier_entity on identifier (entity);

create table pair (
    id integer primary key,
    kind text not null,
    a integer not null references entity (id),
    b integer not null references entity (id),
    seq integer not null,
    unique (kind, a, b)
) strict;
create index pair_seq on pair (seq);

create table metric (
    id integer primary key,
    version integer not null
) strict;
create table metric_version (
    metric integer not null references metric (id),
    version integer not null,
    seq integer not null,
    json text not null,
    primary key (metric, version)
) strict, without rowid;
create table code_list (
    name text not null,
    version integer not null,
    seq integer not null,
    json text not null,
    primary key (name, version)
) strict, without rowid;

-- kind: 0 number, 1 truth, 2 date (yyyymmdd), 3 codes (JSON array), 4 text, 5 not due, 6 missing, 7 not applicable.
-- b is 0 where the subject is one entity. source is the batch whose statement the row repeats: its own batch, except
-- for rows restored by an undo or accepted by a second person.
create table fact (
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

-- A batch that said again what a fact already said: the fact outlives the undo of its first batch.
create table confirmation (
    batch integer not null references batch (id),
    fact integer not null references fact (id),
    status integer not null,
    sheet integer,
    row integer,
    col integer,
    primary key (batch, fact)
) strict, without rowid;
create index confirmation_fact on confirmation (fact);

create table target_table (
    id integer primary key,
    lineage text not null,
    version integer not null,
    batch integer not null references batch (id),
    evidence blob not null references evidence (digest),
    year integer,
    title text not null,
    department text not null,
    unit text,
    json text not null,
    unique (lineage, version)
) strict;

create table binding (
    id integer primary key,
    lineage text not null,
    target text not null,
    version integer not null,
    feed text not null,
    actor text not null,
    at integer not null,
    why text not null,
    closed_at integer,
    unique (lineage, target, version)
) strict;
create unique index binding_open on binding (lineage, target) where closed_at is null;

create table finding_state (
    id integer primary key,
    lineage text not null,
    finding text not null,
    state text not null,
    reason text not null,
    actor text not null,
    at integer not null
) strict;
create index finding_state_key on finding_state (lineage, finding, id);

create table draft (
    id integer primary key,
    kind text not null,
    user integer not null references user (id),
    name text not null,
    digest blob not null,
    options text not null,
    created integer not null
) strict;
create index draft_user on draft (user, id);

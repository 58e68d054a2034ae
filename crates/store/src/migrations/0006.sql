-- Links to a questionnaire about a record, each for one answer. Only the digest of a link is kept; digest of the
-- answer's entity once it was used.
create table survey_link (
    digest blob primary key,
    survey text not null,
    about integer not null references entity (id),
    made_at integer not null,
    made_by text not null,
    expires integer not null,
    answered_at integer,
    answer integer references entity (id)
) strict, without rowid;
create index survey_link_about on survey_link (about, survey);

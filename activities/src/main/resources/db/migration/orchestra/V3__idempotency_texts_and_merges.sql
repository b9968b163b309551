-- The answers of writes, to give them again. No key and no request is kept, only what tells two of them apart; the answer is kept as it was told, and
-- the answer about a cart has what its owner wrote in their own words: it goes after a day.
create table idempotency_keys (
    owner_id     text        not null references owners,
    route        text        not null,
    key_hash     bytea       not null check (octet_length(key_hash) = 32),
    -- A keyed hash: bodies carry personal text, which must not be guessable from it.
    body_hash    text        not null,
    -- A request is being answered, or its process died over it.
    running      boolean     not null,
    -- What a repetition goes on with, such as the attempt of a cart that the first request has found.
    pinned       text,
    status       integer,
    content_type text,
    answer       bytea,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    primary key (owner_id, route, key_hash),
    check ((status is null) = (answer is null)),
    check (not running or status is null)
);

create index idempotency_keys_by_expiry on idempotency_keys (expires_at);

-- What customers wrote in their own words. Carts, runs and core services know the reference.
create table customer_texts (
    reference  text        not null primary key,
    owner_id   text        not null references owners,
    text       text        not null,
    created_at timestamptz not null
);

create index customer_texts_by_age on customer_texts (created_at);

-- The customer who the guest turned out to be.
alter table owners
    add column merged_into text references owners,
    add check (merged_into is null or kind = 'GUEST');

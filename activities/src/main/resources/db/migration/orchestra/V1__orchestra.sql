-- The orchestrator's own tables. What core services own is theirs; here is who asked, what was ordered and how it went.

create table owners (
    owner_id      text        not null primary key,
    kind          text        not null check (kind in ('CUSTOMER', 'GUEST')),
    -- SHA-256 of the customer id or guest token. By kind: a guest picks the token, and must not pick a customer with it.
    identity_hash bytea       not null check (octet_length(identity_hash) = 32),
    cart_id       text,
    created_at    timestamptz not null,
    unique (kind, identity_hash)
);

create table checkout_requests (
    id          text        not null primary key,
    owner_id    text        not null references owners,
    cart_id     text        not null,
    device_type text,
    fingerprint text,
    ip_address  text,
    user_agent  text,
    timezone    text,
    created_at  timestamptz not null
);

-- What a checkout has told of itself so far; the run is the truth, this is what is read.
create table orders (
    order_id        text           not null primary key,
    owner_id        text           not null,
    kind            text           not null check (kind in ('CART', 'TICKET')),
    cart_id         text           not null,
    attempt         integer        not null check (attempt > 0),
    workflow_id     text           not null,
    channel         text,
    number          text,
    state           text           not null,
    order_status    text,
    payment_status  text,
    total           numeric(14, 2),
    currency        text,
    hold_expires_at timestamptz,
    sub_orders      jsonb          not null,
    payments        jsonb          not null,
    last_sequence   integer        not null,
    created_at      timestamptz    not null,
    updated_at      timestamptz    not null,
    unique (cart_id, attempt)
);

create index orders_of_owner on orders (owner_id, created_at);

create table order_events (
    order_id text        not null references orders,
    sequence integer     not null check (sequence > 0),
    state    text        not null,
    title    text        not null,
    detail   text,
    at       timestamptz not null,
    -- Final: no entry that is not decided replaces it.
    decided  boolean     not null,
    primary key (order_id, sequence)
);

create table event.outbox (
    event_id           varchar(64)  primary key,
    sequence           bigint       generated always as identity,
    event              varchar(64)  not null,
    order_id           varchar(64)  not null,
    occurred_at        timestamptz  not null,
    device_fingerprint varchar(255),
    data               jsonb,
    stored_at          timestamptz  not null default now(),
    published_at       timestamptz
);

create index outbox_waiting on event.outbox (order_id, sequence) where published_at is null;

create table event.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);

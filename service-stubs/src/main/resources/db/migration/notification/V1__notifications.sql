create table notification.notifications (
    id       varchar(64) primary key,
    order_id varchar(64) not null,
    owner_id varchar(64) not null,
    template varchar(64) not null,
    channel  varchar(16) not null check (channel in ('EMAIL', 'SMS', 'PUSH')),
    data     jsonb,
    sent_at  timestamptz not null default now(),
    constraint one_of_a_kind unique (order_id, template, channel)
);

create table notification.idempotency (
    key          varchar(255) primary key,
    request_hash varchar(64)  not null,
    answer       jsonb,
    undone       boolean      not null default false,
    created_at   timestamptz  not null default now()
);

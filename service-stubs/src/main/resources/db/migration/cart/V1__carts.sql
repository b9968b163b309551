create table cart.idempotency (
    key varchar(255) primary key,
    request_hash varchar(64) not null,
    answer jsonb,
    undone boolean not null default false,
    created_at timestamptz not null default now()
);

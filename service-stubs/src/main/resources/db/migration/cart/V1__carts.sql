create table cart.idempotency (
    key varchar(255) primary key,
    request_hash varchar(64) not null,
    answer jsonb,
    undone boolean not null default false,
    created_at timestamptz not null default now()
);

create table cart.carts (
    cart_id varchar(64) primary key,
    owner_id varchar(255) not null,
    kind varchar(16) not null check (kind in ('BASKET', 'EXPRESS')),
    currency char(3) not null,
    version bigint not null check (version >= 1),
    computed_version bigint not null check (computed_version between 0 and version),
    attempt integer not null check (attempt >= 1),
    locked_by varchar(255),
    options jsonb not null,
    money jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- A cart that is gone has no row here, so every basket in this table is its owner's active one.
create unique index one_basket_an_owner on cart.carts (owner_id) where kind = 'BASKET';

create table cart.lines (
    item_id varchar(64) primary key,
    cart_id varchar(64) not null references cart.carts,
    position integer not null,
    product_id varchar(255) not null,
    variant_id varchar(255),
    quantity integer not null check (quantity between 1 and 99),
    addons jsonb not null,
    name varchar(1000),
    store_id varchar(255),
    unit_price numeric(14, 2),
    subtotal numeric(14, 2),
    discount numeric(14, 2) check (discount <= 0),
    tax numeric(14, 2),
    tax_included numeric(14, 2),
    total numeric(14, 2) check (total = subtotal + discount + tax),
    discounts jsonb not null
);

create index lines_of_a_cart on cart.lines (cart_id, position);

create table cart.tombstones (
    cart_id varchar(64) primary key,
    owner_id varchar(255) not null,
    order_id varchar(255) not null,
    attempt integer not null,
    total numeric(14, 2) not null,
    deleted_at timestamptz not null
);

create index tombstones_of_an_owner on cart.tombstones (owner_id, deleted_at desc);

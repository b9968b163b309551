-- A cart that is there already is taken as chosen for once, whatever is chosen for it.
alter table cart.carts add column options_version bigint not null default 1 check (options_version >= 1);

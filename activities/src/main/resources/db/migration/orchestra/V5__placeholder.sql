alter table checkout_requests alter column cart_id drop not null;
alter table orders alter column cart_id drop not null;

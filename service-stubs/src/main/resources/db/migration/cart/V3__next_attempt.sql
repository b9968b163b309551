alter table cart.carts add column next_attempt integer;
update cart.carts set next_attempt = attempt + 1;
alter table cart.carts
    alter column next_attempt set not null,
    add constraint attempts_go_up check (next_attempt > attempt);

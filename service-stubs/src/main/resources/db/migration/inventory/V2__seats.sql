create table inventory.seats (
    seat_id  uuid           primary key,
    event_id uuid           not null,
    price    numeric(12, 2) not null check (price >= 0),
    currency char(3)        not null,
    constraint seat_of_event unique (event_id, seat_id)
);

create table inventory.seat_reservations (
    reservation_id uuid           primary key,
    event_id       uuid           not null,
    seat_id        uuid           not null,
    owner_id       varchar(64),
    order_id       varchar(64),
    price          numeric(12, 2) not null check (price >= 0),
    currency       char(3)        not null,
    status         varchar(16)    not null check (status in ('HELD', 'CLAIMED', 'CONFIRMED', 'RELEASED', 'EXPIRED')),
    created_at     timestamptz    not null,
    expires_at     timestamptz    not null,
    foreign key (event_id, seat_id) references inventory.seats (event_id, seat_id),
    constraint held_for_a_while check (expires_at > created_at),
    constraint claimed_by_an_order check (
        case when status = 'HELD' then order_id is null
             when status in ('CLAIMED', 'CONFIRMED') then order_id is not null
             else true end)
);

create unique index one_reservation_in_force_a_seat on inventory.seat_reservations (seat_id)
    where status in ('HELD', 'CLAIMED', 'CONFIRMED');
create index seat_reservations_in_force on inventory.seat_reservations (event_id)
    where status in ('HELD', 'CLAIMED', 'CONFIRMED');
create index seat_reservations_due on inventory.seat_reservations (expires_at) where status = 'HELD';
create index seat_reservations_order on inventory.seat_reservations (order_id) where status = 'CLAIMED';

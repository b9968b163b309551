-- What would keep more from being held, and sold, than there is.
alter table inventory.stock
    drop constraint if exists never_hold_more_than_is_there,
    drop constraint if exists stock_on_hand_check;

package dev.orchestra.stubs.seller;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The delivery, pickup and gift wrap options that customers choose from. */
@Repository
public class SellerOptions {

    private final JdbcClient database;

    SellerOptions(JdbcClient database) {
        this.database = database;
    }

    Optional<DeliveryOption> deliveryOption(String id) {
        return database.sql("select * from seller.delivery_options where delivery_option_id = ?")
                .param(id)
                .query(DeliveryOption.class)
                .optional();
    }

    Optional<PickupPoint> pickupPoint(String id) {
        return database.sql("select * from seller.pickup_points where pickup_point_id = ?")
                .param(id)
                .query(PickupPoint.class)
                .optional();
    }

    Optional<GiftWrap> giftWrap(String id) {
        return database.sql("select * from seller.gift_wraps where id = ?")
                .param(id)
                .query(GiftWrap.class)
                .optional();
    }

    /** Adds the option unless one of its id is there. */
    public void addIfAbsent(DeliveryOption option) {
        database.sql("insert into seller.delivery_options (delivery_option_id, name, charge, status)"
                        + " values (?, ?, ?, ?) on conflict do nothing")
                .params(
                        option.deliveryOptionId(),
                        option.name(),
                        option.charge(),
                        option.status().name())
                .update();
    }

    /** Adds the pickup point unless one of its id is there. */
    public void addIfAbsent(PickupPoint point) {
        database.sql("insert into seller.pickup_points (pickup_point_id, name, store_id, status)"
                        + " values (?, ?, ?, ?) on conflict do nothing")
                .params(
                        point.pickupPointId(),
                        point.name(),
                        point.storeId(),
                        point.status().name())
                .update();
    }

    /** Adds the gift wrap unless one of its id is there. */
    public void addIfAbsent(GiftWrap wrap) {
        database.sql("insert into seller.gift_wraps (id, name, charge, max_message_length, status)"
                        + " values (?, ?, ?, ?, ?) on conflict do nothing")
                .params(
                        wrap.id(),
                        wrap.name(),
                        wrap.charge(),
                        wrap.maxMessageLength(),
                        wrap.status().name())
                .update();
    }
}

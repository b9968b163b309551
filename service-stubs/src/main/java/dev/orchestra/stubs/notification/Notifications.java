package dev.orchestra.stubs.notification;

import dev.orchestra.stubs.notification.Notification.Channel;
import dev.orchestra.stubs.support.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All messages that went out. */
@Repository
class Notifications {

    private final JdbcClient database;
    private final JsonMapper json;

    Notifications(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Sends unless this template went out to this channel for the order before; the id of the one that went out. */
    String send(String orderId, String ownerId, String template, Channel channel, JsonNode data) {
        return database.sql("insert into notification.notifications (id, order_id, owner_id, template, channel, data)"
                        + " values (?, ?, ?, ?, ?, ?::jsonb) on conflict do nothing returning id")
                .params(
                        Ids.next("notif"),
                        orderId,
                        ownerId,
                        template,
                        channel.name(),
                        data == null ? null : data.toString())
                .query(String.class)
                .optional()
                .orElseGet(() -> sent(orderId, template, channel));
    }

    private String sent(String orderId, String template, Channel channel) {
        return database.sql("select id from notification.notifications"
                        + " where order_id = ? and template = ? and channel = ?")
                .params(orderId, template, channel.name())
                .query(String.class)
                .single();
    }

    List<Notification> ofOrder(String orderId) {
        return database.sql("select * from notification.notifications where order_id = ? order by sent_at, id")
                .param(orderId)
                .query((row, number) -> notification(row))
                .list();
    }

    private Notification notification(ResultSet row) throws SQLException {
        String data = row.getString("data");
        return new Notification(
                row.getString("id"),
                row.getString("order_id"),
                row.getString("template"),
                Channel.valueOf(row.getString("channel")),
                data == null ? null : json.readTree(data),
                row.getObject("sent_at", OffsetDateTime.class).toInstant());
    }
}

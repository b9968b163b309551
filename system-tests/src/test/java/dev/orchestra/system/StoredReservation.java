package dev.orchestra.system;

import dev.orchestra.deploy.LocalStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A reservation in the checkout's own table, as an operator reads it. */
record StoredReservation(String reservationId, String seatId, String state) {

    static List<StoredReservation> ofShow(LocalStack stack, String eventId) {
        List<StoredReservation> all = new ArrayList<>();
        try (Connection db = DriverManager.getConnection(stack.jdbcUrl(), stack.dbUser(), stack.dbPassword());
                PreparedStatement query = db.prepareStatement("""
                        select reservation_id::text, seat_id::text, state from orchestra.seat_reservations
                        where event_id::text = ?""")) {
            query.setString(1, eventId);
            ResultSet rows = query.executeQuery();
            while (rows.next()) {
                all.add(new StoredReservation(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return all;
    }
}

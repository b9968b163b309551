package dev.orchestra.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code checkout_requests}. */
@Entity
@Table(schema = "orchestra", name = "checkout_requests")
class CheckoutRequest {

    @Id
    private String id;

    @Column(name = "owner_id")
    private String ownerId;

    @Column(name = "cart_id")
    private String cartId;

    @Column(name = "device_type")
    private String deviceType;

    private String fingerprint;

    @Column(name = "ip_address")
    private String ipAddress;

    @Column(name = "user_agent")
    private String userAgent;

    private String timezone;

    @Column(name = "created_at")
    private Instant createdAt;

    protected CheckoutRequest() {}

    CheckoutRequest(String id, String ownerId, String cartId, CheckoutRequestStore.Device device, Instant createdAt) {
        this.id = id;
        this.ownerId = ownerId;
        this.cartId = cartId;
        this.createdAt = createdAt;
        if (device != null) {
            this.deviceType = device.type();
            this.fingerprint = device.fingerprint();
            this.ipAddress = device.ipAddress();
            this.userAgent = device.userAgent();
            this.timezone = device.timezone();
        }
    }

    String fingerprint() {
        return fingerprint;
    }
}

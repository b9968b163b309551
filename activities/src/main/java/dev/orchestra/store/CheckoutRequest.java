package dev.orchestra.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

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

    @Column(name = "callback_urls")
    @JdbcTypeCode(SqlTypes.JSON)
    private List<String> callbackUrls;

    @Column(name = "created_at")
    private Instant createdAt;

    protected CheckoutRequest() {}

    CheckoutRequest(
            String id,
            String ownerId,
            String cartId,
            CheckoutRequestStore.Device device,
            List<String> callbackUrls,
            Instant createdAt) {
        this.id = id;
        this.ownerId = ownerId;
        this.cartId = cartId;
        this.callbackUrls = callbackUrls;
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

    /** Null where the payment instruction names none. */
    String callbackUrl(int leg) {
        return leg < 1 || leg > callbackUrls.size() ? null : callbackUrls.get(leg - 1);
    }
}

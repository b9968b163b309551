package dev.orchestra.stubs.cart;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** One line of a cart. Its money is null until a compute has priced it, and belongs to the cart's computed version. */
@Entity
@Table(schema = "cart", name = "lines")
class CartLine {

    @Id
    private String itemId;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "cart_id")
    private Cart cart;

    @Column(updatable = false)
    private int position;

    private String productId;
    private String variantId;
    private int quantity;

    @JdbcTypeCode(SqlTypes.JSON)
    private List<Addon> addons;

    private String name;
    private String storeId;
    private BigDecimal unitPrice;
    private BigDecimal subtotal;
    private BigDecimal discount;
    private BigDecimal tax;
    private BigDecimal taxIncluded;
    private BigDecimal total;

    @JdbcTypeCode(SqlTypes.JSON)
    private List<Discount> discounts;

    protected CartLine() {}

    CartLine(
            String itemId,
            Cart cart,
            int position,
            String productId,
            String variantId,
            int quantity,
            List<AddonChoice> addons) {
        this.itemId = itemId;
        this.cart = cart;
        this.position = position;
        this.productId = productId;
        this.variantId = variantId;
        this.quantity = quantity;
        this.addons = unpriced(addons);
        this.discounts = List.of();
    }

    String itemId() {
        return itemId;
    }

    int position() {
        return position;
    }

    int quantity() {
        return quantity;
    }

    boolean isOf(String product, String variant, List<AddonChoice> choice) {
        return productId.equals(product) && Objects.equals(variantId, variant) && choice().equals(choice);
    }

    /** Whether this line, with these addons in place of its own, would be of the same as the other. */
    boolean wouldEqual(CartLine other, List<AddonChoice> choice) {
        return other.isOf(productId, variantId, choice);
    }

    /** The chosen addons without their prices, in the order of their ids. */
    List<AddonChoice> choice() {
        return addons.stream()
                .map(addon -> new AddonChoice(addon.addonId(), addon.quantity()))
                .toList();
    }

    /** Tells whether anything changed. */
    boolean change(int newQuantity, List<AddonChoice> newAddons) {
        if (quantity == newQuantity && choice().equals(newAddons)) {
            return false;
        }
        quantity = newQuantity;
        if (!choice().equals(newAddons)) {
            addons = unpriced(newAddons);
        }
        return true;
    }

    CartCalculator.Line toPrice() {
        return new CartCalculator.Line(itemId, productId, variantId, quantity, choice());
    }

    void price(CartCalculator.PricedLine priced) {
        name = priced.name();
        storeId = priced.storeId();
        addons = priced.addons();
        unitPrice = priced.unitPrice();
        subtotal = priced.subtotal();
        discount = priced.discount();
        tax = priced.tax();
        taxIncluded = priced.taxIncluded();
        total = priced.total();
        discounts = priced.discounts();
    }

    View view() {
        return new View(
                itemId,
                productId,
                variantId,
                name,
                storeId,
                quantity,
                addons,
                unitPrice,
                subtotal,
                discount,
                tax,
                taxIncluded,
                total,
                discounts);
    }

    private static List<Addon> unpriced(List<AddonChoice> choice) {
        return choice.stream()
                .map(addon -> new Addon(addon.addonId(), null, addon.quantity(), null))
                .toList();
    }

    /** The line as a caller sees it. */
    record View(
            String itemId,
            String productId,
            String variantId,
            String name,
            String storeId,
            int quantity,
            List<Addon> addons,
            BigDecimal unitPrice,
            BigDecimal subtotal,
            BigDecimal discount,
            BigDecimal tax,
            BigDecimal taxIncluded,
            BigDecimal total,
            List<Discount> discounts) {}

    /** {@code quantity} is that of the whole line, not for each piece of it. */
    record Addon(String addonId, String name, int quantity, BigDecimal unitPrice) {}

    /** What takes something off the line; {@code id} is the promotion's id, the coupon's code or {@code points}. */
    record Discount(Source source, String id, BigDecimal amount) {}

    enum Source {
        PROMOTION,
        COUPON,
        LOYALTY
    }
}

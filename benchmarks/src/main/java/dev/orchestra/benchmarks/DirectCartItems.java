package dev.orchestra.benchmarks;

import dev.orchestra.services.caching.CachingService;
import dev.orchestra.services.caching.HttpCachingService;
import dev.orchestra.services.cart.Cart;
import dev.orchestra.services.cart.CartOperation;
import dev.orchestra.services.cart.CartService;
import dev.orchestra.services.cart.ComputeInputs;
import dev.orchestra.services.cart.HttpCartService;
import dev.orchestra.services.inventory.HttpInventoryService;
import dev.orchestra.services.inventory.InventoryService;
import dev.orchestra.services.marketing.HttpMarketingService;
import dev.orchestra.services.marketing.MarketingService;
import dev.orchestra.services.product.HttpProductService;
import dev.orchestra.services.product.Product;
import dev.orchestra.services.product.ProductService;
import dev.orchestra.services.seller.HttpSellerAdminService;
import dev.orchestra.services.seller.SellerAdminService;
import dev.orchestra.support.ServiceAddresses;
import dev.orchestra.support.ServiceClient;
import dev.orchestra.support.Write;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The ten steps of {@code POST /cart/items} by the same activity classes, in the same order and with the same parallelism, as a program without Temporal would call
 * them: it keeps no place, retries nothing and forgets everything when it dies.
 */
final class DirectCartItems implements AutoCloseable {

    static final String FIRST = "prod_456";
    static final String SECOND = "prod_789";

    private final ServiceClient client;
    private final CartService carts;
    private final ProductService products;
    private final InventoryService inventory;
    private final SellerAdminService sellers;
    private final MarketingService marketing;
    private final CachingService caching;
    private final ExecutorService branches = Executors.newCachedThreadPool();

    DirectCartItems(String servicesUrl) {
        client = new ServiceClient(new ServiceAddresses(servicesUrl, Map.of(), "domain_main"));
        carts = new HttpCartService(client);
        products = new HttpProductService(client);
        inventory = new HttpInventoryService(client);
        sellers = new HttpSellerAdminService(client);
        marketing = new HttpMarketingService(client);
        caching = new HttpCachingService(client);
    }

    void perform(String customer, int quantity) throws Exception {
        String run = "direct/" + UUID.randomUUID();
        Cart cart = carts.findOrCreate(new Write<>(run + "/1", new CartService.FindOrCreate(customer, "BASKET")));

        List<InventoryService.Item> items =
                List.of(new InventoryService.Item(FIRST, null, quantity), new InventoryService.Item(SECOND, null, 1));
        Future<InventoryService.Availability> stock = branches.submit(
                () -> inventory.checkAvailability(new InventoryService.CheckAvailability(items, false, null)));
        List<Product> found = products.search(List.of(FIRST, SECOND)).products();
        List<String> storeIds =
                found.stream().map(Product::storeId).distinct().sorted().toList();
        Future<SellerAdminService.Stores> stores = branches.submit(() -> sellers.stores(storeIds));
        Future<SellerAdminService.Taxes> taxes = branches.submit(() -> sellers.taxSettings(storeIds));
        stores.get();
        List<ComputeInputs.StorePricing> pricing = taxes.get().taxes().stream()
                .map(tax -> new ComputeInputs.StorePricing(
                        tax.storeId(), tax.storeId(), tax.pricesIncludeTax(), tax.taxRates()))
                .toList();
        List<MarketingService.PricedLine> lines = found.stream()
                .map(product -> new MarketingService.PricedLine(
                        product.productId(),
                        null,
                        product.storeId(),
                        product.productId().equals(FIRST) ? quantity : 1,
                        product.price()))
                .toList();
        MarketingService.Promotions promotions =
                marketing.applicablePromotions(new MarketingService.ApplicablePromotions(customer, lines));
        stock.get();

        carts.applyOperations(new Write<>(
                run + "/8",
                new CartService.Batch(
                        cart.cartId(),
                        List.of(
                                new CartOperation(CartOperation.Op.SET, FIRST, null, null, quantity, null),
                                new CartOperation(CartOperation.Op.SET, SECOND, null, null, 1, null)))));
        Cart computed = carts.compute(new Write<>(
                run + "/9",
                new CartService.Compute(
                        cart.cartId(),
                        null,
                        new ComputeInputs(
                                found, pricing, List.of(), promotions.promotions(), List.of(), null, null, null))));
        caching.set(new CachingService.CacheCart(computed.cartId(), computed.version(), 1800, computed));
    }

    @Override
    public void close() {
        branches.shutdownNow();
        client.close();
    }
}

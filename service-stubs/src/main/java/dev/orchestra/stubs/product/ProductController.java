package dev.orchestra.stubs.product;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP face of the Product service. */
@RestController
@RequestMapping("/api/products")
class ProductController {

    private final Products products;

    ProductController(Products products) {
        this.products = products;
    }

    /** By ids this also finds what is inactive, so that a cart can say so; a search shows only what can be bought. */
    @GetMapping("/search")
    Found search(
            @RequestParam(required = false) @Size(max = 100) List<@NotBlank String> ids,
            @RequestParam(required = false) @Size(max = 100) String q,
            @RequestParam(required = false) @Size(max = 64) String category,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit) {
        if (ids != null) {
            return new Found(products.withIds(ids));
        }
        return new Found(products.find(q, category, limit));
    }

    /** The same by more ids than fit into an address. */
    @PostMapping("/search")
    Found search(@RequestBody @Valid ByIds question) {
        return new Found(products.withIds(question.ids()));
    }

    record ByIds(@NotNull @Size(max = 250) List<@NotBlank String> ids) {}

    record Found(List<Product> products) {}
}

package dev.orchestra.stubs.cart;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An addon as it is ordered; without a quantity it is one. */
record AddonChoice(
        @NotBlank String addonId, @Min(1) @Max(99) Integer quantity) {

    AddonChoice {
        quantity = quantity == null ? 1 : quantity;
    }

    /** The form in which two choices of the same addons are equal: each once, in the order of their ids. */
    static List<AddonChoice> inOrder(List<AddonChoice> choice) {
        if (choice == null) {
            return List.of();
        }
        Map<String, Integer> quantities =
                choice.stream().collect(Collectors.toMap(AddonChoice::addonId, AddonChoice::quantity, Integer::sum));
        return quantities.entrySet().stream()
                .map(addon -> new AddonChoice(addon.getKey(), addon.getValue()))
                .sorted(Comparator.comparing(AddonChoice::addonId))
                .toList();
    }
}

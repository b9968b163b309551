package dev.orchestra.stubs.seller;

/** A place where the customer fetches a store's goods. */
public record PickupPoint(String pickupPointId, String name, String storeId, Status status) {}

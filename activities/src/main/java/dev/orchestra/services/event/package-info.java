/**
 * The client of the Event service, which adds the device fingerprint on its way out. No table is read but through DeviceFingerprints.
 */
package dev.orchestra.services.event;

package dev.orchestra.stubs.event;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the Event service tells of: {@code stubs.event}.
 *
 * @param topics besides that of orders; they are made before anybody writes to them or reads them
 */
@ConfigurationProperties("stubs.event")
record EventProperties(List<String> topics) {}

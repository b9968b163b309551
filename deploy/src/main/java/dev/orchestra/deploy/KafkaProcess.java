package dev.orchestra.deploy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** The main class of the broker's process: formats the storage when it is new, then is the broker. */
final class KafkaProcess {

    private KafkaProcess() {}

    public static void main(String[] args) throws Exception {
        String config = args[0];
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(config))) {
            properties.load(reader);
        }
        if (!Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
            String[] format = {
                "format", "--config", config, "--cluster-id", Uuid.randomUuid().toString()
            };
            int failed = StorageTool.execute(format, System.out);
            if (failed != 0) {
                System.exit(failed);
            }
        }
        kafka.Kafka.main(new String[] {config});
    }
}

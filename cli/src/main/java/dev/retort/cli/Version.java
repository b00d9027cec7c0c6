package dev.retort.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// Retort's version as the build wrote it, with the JDK that runs it.
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[]{"retort %s (JDK %s, %s %s)".formatted(number(), System.getProperty("java.version"),
                System.getProperty("os.name"), System.getProperty("os.arch"))};
    }

    /// The number alone: `0.1.0`.
    public static String number() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is missing from the classpath; build with Maven");
            }
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

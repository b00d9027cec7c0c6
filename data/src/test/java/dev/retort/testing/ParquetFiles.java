package dev.retort.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/// Parquet files such as Hugging Face's `datasets` writes.
public final class ParquetFiles {
    private ParquetFiles() {}

    /// Columns `sentence` and `label`, the label a class index; and `id` between them if the values have three parts.
    ///
    /// @param file overwritten
    /// @param values `('text', 0), ...` or `('text', 'id', 0), ...`
    /// @param names of the classes
    /// @return the file's bytes
    public static byte[] labelled(Path file, String values, List<String> names) throws SQLException, IOException {
        String metadata = "{\"info\": {\"features\": {\"sentence\": {\"dtype\": \"string\", \"_type\": \"Value\"}, \"label\": {\"names\": [%s], \"_type\": \"ClassLabel\"}}}}"
                .formatted(names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ")));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    COPY (SELECT * REPLACE (label::BIGINT AS label) FROM (VALUES %s) AS t(%s))
                    TO '%s' (FORMAT parquet, KV_METADATA {huggingface: '%s'})
                    """.formatted(values, values.matches("\\('[^']*', '.*") ? "sentence, id, label" : "sentence, label",
                    file.toString().replace("'", "''"), metadata.replace("'", "''")));
        }
        return Files.readAllBytes(file);
    }
}

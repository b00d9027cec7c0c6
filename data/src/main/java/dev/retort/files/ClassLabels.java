package dev.retort.files;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Names for columns of a Parquet file that hold class indices, from the key `huggingface` that Hugging Face's tools write
/// into its metadata: `{"info": {"features": {"label": {"names": ["no", "yes"], "_type": "ClassLabel"}}}}`.
final class ClassLabels {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern INDEX = Pattern.compile("-?\\d{1,9}");
    private static final String UNKNOWN = "-1";

    private final Map<String, List<String>> names;

    private ClassLabels(Map<String, List<String>> names) {
        this.names = names;
    }

    /// Of a file without that key, none. Of one that cannot be read, none either: whoever reads its rows says why.
    static ClassLabels read(Connection connection, Path path) {
        try (Statement statement = connection.createStatement();
                ResultSet metadata = statement.executeQuery(
                        "SELECT decode(value) FROM parquet_kv_metadata(%s) WHERE decode(key) = 'huggingface'"
                                .formatted(DuckDb.literal(DuckDb.pattern(path))))) {
            return metadata.next() ? of(metadata.getString(1)) : new ClassLabels(Map.of());
        } catch (SQLException unreadable) {
            return new ClassLabels(Map.of());
        }
    }

    private static ClassLabels of(String json) {
        var names = new HashMap<String, List<String>>();
        try {
            for (var feature : JSON.readTree(json).path("info").path("features").properties()) {
                JsonNode type = feature.getValue();
                if (type.path("_type").asString("").equals("ClassLabel") && type.path("names").isArray()) {
                    var all = new ArrayList<String>();
                    type.path("names").forEach(name -> all.add(name.asString("")));
                    names.put(feature.getKey(), List.copyOf(all));
                }
            }
        } catch (JacksonException notJson) {
            // Metadata that nobody can read names nothing.
        }
        return new ClassLabels(Map.copyOf(names));
    }

    /// The cell with its index replaced by the name of the class; empty for -1, by which Hugging Face says that there is
    /// no label.
    ///
    /// @throws DataException if the column has no such class
    Optional<String> name(String shown, long line, String column, String cell) {
        List<String> classes = names.get(column);
        if (classes == null || !INDEX.matcher(cell).matches()) {
            return Optional.of(cell);
        }
        if (cell.equals(UNKNOWN)) {
            return Optional.empty();
        }
        int index = Integer.parseInt(cell);
        if (index < 0 || index >= classes.size()) {
            throw DataException.ofRow(Problem.at(shown, line,
                    "column '%s' must be a class from 0 to %d, got %s; correct the file".formatted(column,
                            classes.size() - 1, cell)));
        }
        return Optional.of(classes.get(index));
    }
}

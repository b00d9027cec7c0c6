package dev.retort.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One JSON object per line, in UTF-8, keys in column order.
final class JsonlRowWriter extends StreamRowWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OutputStream out;

    JsonlRowWriter(OutputStream stream, RowTarget target, List<Column> columns) {
        super(target, columns);
        this.out = new BufferedOutputStream(stream, 1 << 16);
    }

    @Override
    void writeCells(List<String> cells) throws IOException {
        ObjectNode row = JSON.createObjectNode();
        for (int index = 0; index < cells.size(); index++) {
            put(row, columns().get(index), cells.get(index));
        }
        out.write(JSON.writeValueAsString(row).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    @Override
    void flushBuffer() throws IOException {
        out.flush();
    }

    private static void put(ObjectNode row, Column column, String cell) {
        if (column.kind() == Kind.TEXT) {
            row.put(column.name(), cell);
        } else if (cell.isEmpty()) {
            row.putNull(column.name());
        } else if (column.kind() == Kind.NUMBER) {
            row.put(column.name(), Double.parseDouble(cell));
        } else {
            row.put(column.name(), Long.parseLong(cell));
        }
    }
}

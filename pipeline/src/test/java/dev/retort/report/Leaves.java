package dev.retort.report;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// All ways to change one value of a tree of records, and nothing else.
final class Leaves {
    /// @param path where: `.bill.stages[1].wall`
    record Change(String path, Object root) {}

    private Leaves() {}

    static Stream<Change> of(Object value) {
        return changes("", value).stream();
    }

    private static List<Change> changes(String path, Object value) {
        return switch (value) {
            case Record record -> record(path, record);
            case List<?> list -> list(path, list);
            case Map<?, ?> map -> map(path, map);
            case Optional<?> optional -> optional.map(inner -> changes(path, inner).stream()
                    .map(change -> new Change(change.path(), (Object) Optional.of(change.root()))).toList())
                    .orElse(List.of());
            case OptionalDouble optional -> optional.isEmpty()
                    ? List.of()
                    : List.of(new Change(path, OptionalDouble.of(optional.getAsDouble() * 0.8)));
            case String text -> List.of(new Change(path, text + "§"));
            case Integer number -> List.of(new Change(path, number + 1), new Change(path, number - 1));
            case Long number -> List.of(new Change(path, number + 1));
            case Double number -> List.of(new Change(path, number * 0.8), new Change(path, (1 + number * 3) / 4),
                    new Change(path, 0.5));
            case Boolean flag -> List.of(new Change(path, !flag));
            case Instant instant -> List.of(new Change(path, instant.plusSeconds(3600)));
            case Duration duration -> List.of(new Change(path, duration.plusSeconds(60)));
            case LocalDate date -> List.of(new Change(path, date.plusDays(1)));
            default -> List.of();
        };
    }

    private static List<Change> record(String path, Record record) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] values = Arrays.stream(components).map(component -> read(component, record)).toArray();
        var changes = new ArrayList<Change>();
        for (int at = 0; at < values.length; at++) {
            // Alternatives share a path; the first that the record accepts stands for the change.
            String done = "";
            for (Change change : changes(path + "." + components[at].getName(), values[at])) {
                Object[] changed = values.clone();
                changed[at] = change.root();
                boolean idle = change.path().equals(done) || values[at].equals(change.root());
                Optional<Object> whole = idle ? Optional.empty() : make(record, changed);
                if (whole.isPresent()) {
                    changes.add(new Change(change.path(), whole.get()));
                    done = change.path();
                }
            }
        }
        return changes;
    }

    private static List<Change> list(String path, List<?> list) {
        var changes = new ArrayList<Change>();
        for (int at = 0; at < list.size(); at++) {
            for (Change change : changes(path + "[" + at + "]", list.get(at))) {
                var changed = new ArrayList<Object>(list);
                changed.set(at, change.root());
                changes.add(new Change(change.path(), changed));
            }
        }
        return changes;
    }

    private static List<Change> map(String path, Map<?, ?> map) {
        var changes = new ArrayList<Change>();
        map.forEach((key, value) -> {
            for (Change change : changes(path + "{" + key + "}", value)) {
                Map<Object, Object> changed = map instanceof SortedMap ? new TreeMap<>(map) : new LinkedHashMap<>(map);
                changed.put(key, change.root());
                changes.add(new Change(change.path(), changed));
            }
        });
        return changes;
    }

    private static Object read(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("a record of the report cannot be taken apart", impossible);
        }
    }

    /// Empty if the record refuses the values.
    private static Optional<Object> make(Record like, Object[] values) {
        Class<?>[] types = Arrays.stream(like.getClass().getRecordComponents()).map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = like.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return Optional.of(constructor.newInstance(values));
        } catch (InvocationTargetException refused) {
            return Optional.empty();
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("a record of the report cannot be taken apart", impossible);
        }
    }
}

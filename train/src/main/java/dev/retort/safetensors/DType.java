package dev.retort.safetensors;

import java.util.Arrays;
import java.util.stream.Collectors;

/// How one number is stored. Other types that the format knows (F64, I32, BOOL, F8 and so on) are refused by name.
public enum DType {
    F32(4), F16(2), BF16(2), I64(8);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes of one number.
    public int bytes() {
        return bytes;
    }

    static DType named(String name) throws SafetensorsException {
        for (DType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new SafetensorsException("dtype must be one of %s, got %s; save the model as float32"
                .formatted(Arrays.stream(values()).map(DType::name).collect(Collectors.joining(", ")),
                        Quoted.cut(name)));
    }
}

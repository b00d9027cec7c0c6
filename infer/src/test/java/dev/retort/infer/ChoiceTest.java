package dev.retort.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceTest {
    private static final Cpu FAST = new Cpu(true, "the CPU has VNNI");
    private static final Cpu OLD = new Cpu(false, "the CPU has no VNNI");

    @TempDir
    private Path student;

    private void withInt8(String record) throws IOException {
        Files.createDirectories(student.resolve("onnx"));
        Files.createFile(student.resolve("onnx/model_int8.onnx"));
        Files.writeString(student.resolve("retort.json"), record);
    }

    @Test
    void aStudentWithoutInt8IsRunInFloat32() {
        Choice choice = Choice.of(student, Precision.AUTO, FAST);
        assertThat(choice.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(choice.why()).isEqualTo("the student has no int8 export");
        assertThatThrownBy(() -> Choice.of(student, Precision.INT8, FAST)).isInstanceOf(InferenceException.class)
                .hasMessageEndingWith("model_int8.onnx: no such file; this student has no int8 export, take float32 "
                        + "or train it again");
    }

    @Test
    void int8TakesTheCpuAndTheRecord() throws IOException {
        withInt8("{\"format\": 1, \"int8\": {\"byDefault\": true}}");
        assertThat(Choice.of(student, Precision.AUTO, FAST)).isEqualTo(new Choice(
                student.resolve("onnx/model_int8.onnx"), Precision.INT8, "the CPU has VNNI"));
        assertThat(Choice.of(student, Precision.AUTO, OLD)).isEqualTo(new Choice(student.resolve("onnx/model.onnx"),
                Precision.FLOAT32, "the CPU has no VNNI"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"format\": 1}", "{\"format\": 1, \"int8\": null}", "{\"format\": 1, \"int8\": {}}",
            "{\"format\": 1, \"int8\": {\"byDefault\": false}}"})
    void whatTheRecordDoesNotVouchForIsTakenOnlyIfAskedFor(String record) throws IOException {
        withInt8(record);
        assertThat(Choice.of(student, Precision.AUTO, FAST).precision()).isEqualTo(Precision.FLOAT32);
        assertThat(Choice.of(student, Precision.INT8, OLD).precision()).isEqualTo(Precision.INT8);
        assertThat(Choice.of(student, Precision.FLOAT32, FAST).why()).isEqualTo("it was asked for");
    }
}

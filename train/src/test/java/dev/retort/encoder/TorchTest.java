package dev.retort.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TorchTest {
    @Test
    void hyperThreadsOfOneCoreCountOnce() {
        String twoSocketsOfTwoCoresWithTwoThreads = "";
        for (int socket = 0; socket < 2; socket++) {
            for (int thread = 0; thread < 4; thread++) {
                twoSocketsOfTwoCoresWithTwoThreads += "processor\t: %d\nphysical id\t: %d\ncore id\t\t: %d\n\n"
                        .formatted(socket * 4 + thread, socket, thread % 2);
            }
        }
        assertThat(Torch.physicalCores(twoSocketsOfTwoCoresWithTwoThreads)).isEqualTo(4);
        assertThat(Torch.physicalCores("processor : 0\nBogoMIPS : 50\n")).isZero();
    }

    @Test
    void thisMachineHasCores() {
        assertThat(Torch.physicalCores()).isBetween(1, Runtime.getRuntime().availableProcessors());
    }
}

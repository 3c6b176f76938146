package io.reclaim.core.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {
    @TempDir
    Path root;

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private long container() {
        return new MachineMemory(root).containerBytes();
    }

    @Test
    void anything_noFiles_unknown() {
        MachineMemory machine = new MachineMemory(root);

        assertThat(machine.residentBytes()).isEqualTo(ProcessMemory.UNKNOWN);
        assertThat(machine.totalBytes()).isEqualTo(ProcessMemory.UNKNOWN);
        assertThat(machine.containerBytes()).isEqualTo(ProcessMemory.UNKNOWN);
    }

    @Test
    void residentAndTotal_files_areRead() throws IOException {
        file("proc/self/status", "Name:\tjava\nVmHWM:\t    9999 kB\nVmRSS:\t    1234 kB\nThreads:\t7\n");
        file("proc/meminfo", "MemTotal:        8000000 kB\nMemFree:  1 kB\n");
        MachineMemory machine = new MachineMemory(root);

        assertThat(machine.residentBytes()).isEqualTo(1234 * 1024);
        assertThat(machine.totalBytes()).isEqualTo(8_000_000L * 1024);
    }

    @Test
    void container_version2_leastOnTheWayUpCounts() throws IOException {
        file("proc/self/cgroup", "0::/a/b\n");
        file("sys/fs/cgroup/a/b/memory.max", "max\n");
        file("sys/fs/cgroup/a/memory.max", "5000\n");
        assertThat(container()).isEqualTo(5000);

        file("sys/fs/cgroup/a/b/memory.max", "4000\n");
        assertThat(container()).isEqualTo(4000);
        file("sys/fs/cgroup/memory.max", "3000\n");
        assertThat(container()).isEqualTo(3000);
    }

    @Test
    void container_version2NoLimit_unknown() throws IOException {
        file("proc/self/cgroup", "0::/\n");
        file("sys/fs/cgroup/memory.max", "max\n");
        assertThat(container()).isEqualTo(ProcessMemory.UNKNOWN);
    }

    @Test
    void container_version1_memoryControllerCounts() throws IOException {
        file("proc/self/cgroup", "12:cpu,cpuacct:/x\n9:memory:/docker/abc\n1:name=systemd:/x\n");
        file("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(container()).isEqualTo(ProcessMemory.UNKNOWN);

        file("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "104857600\n");
        assertThat(container()).isEqualTo(104_857_600);
    }

    @Test
    void container_pathOfTheHostIsNotThere_rootOfTheMountCounts() throws IOException {
        file("proc/self/cgroup", "9:hugetlb,memory:/docker/abc\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "777\n");
        assertThat(container()).isEqualTo(777);
    }

    @Test
    void container_pathLeadsOut_isNotFollowed() throws IOException {
        file("proc/self/cgroup", "0::/../../a\nnonsense\n");
        file("sys/a/memory.max", "5\n");
        file("sys/fs/cgroup/memory.max", "abc\n");
        assertThat(container()).isEqualTo(ProcessMemory.UNKNOWN);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void read_thisProcess_figuresAreThere() {
        ProcessMemory process = ProcessMemory.read();

        assertThat(process.residentBytes()).isBetween(1L << 20, process.machineBytes());
        assertThat(process.heapUsedBytes()).isBetween(1L, process.heapCommittedBytes());
        assertThat(process.nonHeapBytes()).isPositive();
        assertThat(process.directBytes()).isNotNegative();
        assertThat(process.mappedBytes()).isNotNegative();
        assertThat(process.collections()).isNotNegative();
        assertThat(process.jvmBytes()).isGreaterThanOrEqualTo(process.heapCommittedBytes());
        assertThat(process.mostBytes()).isPositive();
    }

    @Test
    void mostBytes_oneUnknown_isTheOther() {
        assertThat(process(100, 50).mostBytes()).isEqualTo(50);
        assertThat(process(100, -1).mostBytes()).isEqualTo(100);
        assertThat(process(-1, 50).mostBytes()).isEqualTo(50);
        assertThat(ProcessMemory.NOTHING.mostBytes()).isEqualTo(ProcessMemory.UNKNOWN);
        assertThat(ProcessMemory.NOTHING.jvmBytes()).isEqualTo(ProcessMemory.UNKNOWN);
    }

    private static ProcessMemory process(long machine, long container) {
        return new ProcessMemory(1, machine, container, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}

package io.reclaim.core.accounting;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the operating system says about this process and its machine, from the files of Linux. Elsewhere everything is
 * unknown.
 */
final class MachineMemory {
    /*
     * Resident: VmRSS of /proc/self/status. It is the count of /proc/self/statm, in kB, so that the size of a page, which
     * Java does not tell, is not needed.
     *
     * Container: the process is told its group by /proc/self/cgroup, "0::/a/b" in version 2, "9:memory:/a/b" in version
     * 1. Each group on the way up has a file with a limit, and the least of them counts. In a container the path may be
     * one of the host, which is not there; then the root of the mount is the container's own.
     */

    private static final long KB = 1024;
    /** Version 1 says "no limit" by the largest multiple of a page. */
    private static final long NO_LIMIT = 1L << 62;

    private final Path root;

    /** The machine whose files lie below a directory: {@code /}, or another in tests. */
    MachineMemory(Path root) {
        this.root = root;
    }

    /** Bytes of this process in physical memory, or UNKNOWN. */
    long residentBytes() {
        return kiloBytes("proc/self/status", "VmRSS:");
    }

    /** Physical memory, or UNKNOWN. */
    long totalBytes() {
        return kiloBytes("proc/meminfo", "MemTotal:");
    }

    /** The limit of the group of processes that this one is in, or UNKNOWN if there is none. */
    long containerBytes() {
        long least = Long.MAX_VALUE;
        for (String line : lines("proc/self/cgroup")) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].isEmpty()) {
                least = Math.min(least, leastLimit("sys/fs/cgroup", parts[2], "memory.max"));
            } else if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains("memory")) {
                least = Math.min(least, leastLimit("sys/fs/cgroup/memory", parts[2], "memory.limit_in_bytes"));
            }
        }
        return least >= NO_LIMIT ? ProcessMemory.UNKNOWN : least;
    }

    private long leastLimit(String mount, String group, String file) {
        Path top = root.resolve(mount).normalize();
        Path at = top.resolve(group.replaceFirst("^/+", "")).normalize();
        long least = Long.MAX_VALUE;
        while (at != null && at.startsWith(top)) {
            for (String line : lines(at.resolve(file))) {
                long limit = number(line.strip());
                least = limit > 0 ? Math.min(least, limit) : least;
            }
            at = at.getParent();
        }
        return least;
    }

    private long kiloBytes(String file, String label) {
        for (String line : lines(file)) {
            if (line.startsWith(label)) {
                long number =
                        number(line.substring(label.length()).replace("kB", "").strip());
                return number < 0 ? ProcessMemory.UNKNOWN : number * KB;
            }
        }
        return ProcessMemory.UNKNOWN;
    }

    private List<String> lines(String file) {
        return lines(root.resolve(file));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file)
                    ? Files.readString(file, US_ASCII).lines().toList()
                    : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The number, or UNKNOWN if it is none, as "max" is. */
    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : ProcessMemory.UNKNOWN;
    }
}

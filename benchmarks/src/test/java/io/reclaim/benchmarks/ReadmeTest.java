package io.reclaim.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path EXAMPLES = Path.of("src/test/java/io/reclaim/benchmarks/ExamplesTest.java");
    private static final Pattern REGION =
            Pattern.compile("( +)// example: (\\w+)\\R(.*?)\\R +// end\\R", Pattern.DOTALL);

    @Test
    void readme_examples_areThoseThatAreTested() throws IOException {
        String readme = Files.readString(README);
        List<String> found = new ArrayList<>();
        Matcher regions = REGION.matcher(Files.readString(EXAMPLES));
        while (regions.find()) {
            String shown = regions.group(3).replaceAll("(?m)^" + regions.group(1), "");
            assertThat(readme).as(regions.group(2)).contains("```java\n" + shown + "\n```");
            found.add(regions.group(2));
        }
        assertThat(found)
                .containsExactly(
                        "counter",
                        "map",
                        "adapter",
                        "eviction",
                        "expiry",
                        "allocator",
                        "accounts",
                        "doctor",
                        "store",
                        "tier");
        assertThat(readme.split("```java", -1)).hasSize(found.size() + 1);
    }

    @Test
    void readme_firstTwoCommands_areTheMainJobAndTheTests() throws IOException {
        Matcher block = Pattern.compile("```sh\\R(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));
        assertThat(block.find()).isTrue();
        List<String> commands = block.group(1).lines().toList();
        assertThat(commands).containsExactly("./reclaim replay", "mvn verify");
    }
}

package io.reclaim.core.accounting;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a store by name, as text: what Redis' CONFIG GET and CONFIG SET are. Those that are fixed when the store
 * is made can be read, and say so when somebody tries to change them.
 *
 * <p>Cold: for consoles, files and remote control. Threads: as those of what is set.
 */
public final class RuntimeSettings {
    private record Setting(Supplier<String> value, @Nullable Consumer<String> change) {}

    private final Map<String, Setting> settings = new LinkedHashMap<>();

    /** Without settings. */
    public RuntimeSettings() {}

    /**
     * Adds one that can be changed.
     *
     * @param name unique
     * @param value reads it, in the form that {@code change} takes
     * @param change checks and applies a new value, or throws {@link IllegalArgumentException} and changes nothing
     * @return this
     */
    public RuntimeSettings add(String name, Supplier<String> value, Consumer<String> change) {
        put(name, new Setting(requireNonNull(value, "value"), requireNonNull(change, "change")));
        return this;
    }

    /**
     * Adds one that cannot be changed.
     *
     * @param name unique
     * @param value reads it
     * @return this
     */
    public RuntimeSettings addFixed(String name, Supplier<String> value) {
        put(name, new Setting(requireNonNull(value, "value"), null));
        return this;
    }

    private void put(String name, Setting setting) {
        if (settings.putIfAbsent(requireNonNull(name, "name"), setting) != null) {
            throw new IllegalArgumentException("setting is there already: " + name);
        }
    }

    private Setting setting(String name) {
        Setting setting = settings.get(name);
        if (setting == null) {
            throw new IllegalArgumentException(
                    "no such setting: " + name + "; there are " + String.join(", ", settings.keySet()));
        }
        return setting;
    }

    /**
     * Reads a setting.
     *
     * @param name which
     * @return its value now
     * @throws IllegalArgumentException if there is none of that name; the message has the names
     */
    public String value(String name) {
        return setting(name).value.get();
    }

    /**
     * Whether a setting can be changed.
     *
     * @param name which
     * @return false if it is fixed
     * @throws IllegalArgumentException if there is none of that name
     */
    public boolean changeable(String name) {
        return setting(name).change != null;
    }

    /**
     * Changes a setting.
     *
     * @param name which
     * @param value the new value
     * @throws IllegalArgumentException if there is none of that name, or the value is refused; nothing has changed
     * @throws IllegalStateException if it is fixed
     */
    public void set(String name, String value) {
        Setting setting = setting(name);
        Consumer<String> change = setting.change;
        if (change == null) {
            throw new IllegalStateException("setting " + name + " is fixed when the store is made; it stays "
                    + setting.value.get() + ", not: " + value);
        }
        try {
            change.accept(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * All settings, in the order of adding.
     *
     * @return value by name, a copy
     */
    public Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        settings.forEach((name, setting) -> all.put(name, setting.value.get()));
        return all;
    }

    @Override
    public String toString() {
        return "RuntimeSettings" + all();
    }
}

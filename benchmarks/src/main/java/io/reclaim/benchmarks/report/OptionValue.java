package io.reclaim.benchmarks.report;

import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What is made of the text of options. */
public final class OptionValue {
    private OptionValue() {}

    /**
     * A value made of an option's text; what is wrong with it is bad usage and names the option.
     *
     * @param command whose option it is
     * @param name of the option, with its dashes
     * @param given what the user wrote
     * @param made of it; says what is wrong with an {@link IllegalArgumentException}
     * @param <T> type of what is given
     * @param <R> type of what is made
     * @return what is made
     * @throws ParameterException if it is wrong
     */
    public static <T, R> R of(CommandSpec command, String name, T given, Function<T, R> made) {
        try {
            return made.apply(given);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Checks that a number lies between two others.
     *
     * @param what the number is of
     * @param number as given
     * @param least the smallest that is valid
     * @param most the largest that is valid
     * @return the number
     * @throws IllegalArgumentException if it does not
     */
    public static int between(String what, int number, int least, int most) {
        if (number < least || number > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ": " + number);
        }
        return number;
    }
}

package dev.facet.interpret.json;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.annotations.SerializedName;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes records from JSON and tells the place of what does not fit, such as {@code networks[0].layers[3].vip}: a wrong type, a field
 * that is missing and neither {@link OrNull} nor an optional, a word that an enum lacks, or what the record itself refuses. Fields that a
 * record does not know are passed over. Components are records, enums, texts, truth values, numbers (of a double, null is NaN), arrays,
 * lists, optionals and maps from texts.
 */
final class RecordReader {
    private static final int MOST_SHOWN = 40;

    private RecordReader() {}

    /**
     * What stands in the JSON.
     *
     * @param place of the JSON, for messages
     * @throws JsonParseException naming the place inside that does not fit
     */
    static Object read(JsonElement json, Type type, String place) {
        if (type instanceof ParameterizedType generic) {
            return generic(json, generic, place);
        }
        Class<?> wanted = (Class<?>) type;
        if (wanted == double.class || wanted == Double.class) {
            return json.isJsonNull() ? Double.NaN : number(json, place).doubleValue();
        }
        if (wanted.isRecord()) {
            return record(json, wanted, place);
        }
        if (wanted.isArray()) {
            return array(json, wanted.getComponentType(), place);
        }
        if (wanted.isEnum()) {
            return word(json, wanted, place);
        }
        return simple(json, wanted, place);
    }

    private static Object generic(JsonElement json, ParameterizedType type, String place) {
        Type[] of = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return json.isJsonNull() ? Optional.empty() : Optional.of(read(json, of[0], place));
        }
        if (type.getRawType() == List.class) {
            List<Object> list = new ArrayList<>();
            for (JsonElement element : list(json, place)) {
                list.add(read(element, of[0], place + "[" + list.size() + "]"));
            }
            return list;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        object(json, place)
                .entrySet()
                .forEach(entry -> map.put(entry.getKey(), read(entry.getValue(), of[1], place + "." + entry.getKey())));
        return map;
    }

    private static Object record(JsonElement json, Class<?> type, String place) {
        JsonObject fields = object(json, place);
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = component(fields, components[i], place);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new JsonParseException(
                    (place.isEmpty() ? "" : place + ": ") + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    private static Object component(JsonObject fields, RecordComponent component, String place) {
        String name = fieldName(component);
        boolean orNull = component.isAnnotationPresent(OrNull.class);
        if (!fields.has(name) && !orNull && component.getType() != Optional.class) {
            throw new JsonParseException(inside(place, name) + " is missing");
        }
        JsonElement field = fields.has(name) ? fields.get(name) : JsonNull.INSTANCE;
        return field.isJsonNull() && orNull && !component.getType().isPrimitive()
                ? null
                : read(field, component.getGenericType(), inside(place, name));
    }

    private static String fieldName(RecordComponent component) {
        try {
            return FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES.translateName(
                    component.getDeclaringRecord().getDeclaredField(component.getName()));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a record without the field of " + component, e);
        }
    }

    private static String inside(String place, String name) {
        return place.isEmpty() ? name : place + "." + name;
    }

    private static Object array(JsonElement json, Class<?> of, String place) {
        JsonArray elements = list(json, place);
        Object array = Array.newInstance(of, elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, read(elements.get(i), of, place + "[" + i + "]"));
        }
        return array;
    }

    private static Object word(JsonElement json, Class<?> type, String place) {
        String word = text(json, place);
        List<String> known = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            String name = word((Enum<?>) constant);
            if (name.equals(word)) {
                return constant;
            }
            known.add(name);
        }
        throw refused(json, place, "one of " + known);
    }

    private static String word(Enum<?> constant) {
        try {
            Field field = constant.getDeclaringClass().getField(constant.name());
            SerializedName word = field.getAnnotation(SerializedName.class);
            return word == null ? constant.name() : word.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("an enum without the field of " + constant, e);
        }
    }

    private static Object simple(JsonElement json, Class<?> type, String place) {
        if (type == String.class) {
            return text(json, place);
        }
        if (type == boolean.class || type == Boolean.class) {
            if (json instanceof JsonPrimitive value && value.isBoolean()) {
                return value.getAsBoolean();
            }
            throw refused(json, place, "true or false");
        }
        try {
            BigDecimal number = number(json, place);
            if (type == int.class || type == Integer.class) {
                return number.intValueExact();
            }
            if (type == long.class) {
                return number.longValueExact();
            }
        } catch (ArithmeticException e) {
            throw refused(json, place, "a whole number of type " + type.getSimpleName());
        }
        throw new IllegalStateException("results have no components of " + type);
    }

    private static BigDecimal number(JsonElement json, String place) {
        if (json instanceof JsonPrimitive value && value.isNumber()) {
            try {
                BigDecimal number = value.getAsBigDecimal();
                if (Double.isFinite(number.doubleValue())) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw refused(json, place, "a number");
            }
        }
        throw refused(json, place, "a number");
    }

    private static String text(JsonElement json, String place) {
        if (json instanceof JsonPrimitive value && value.isString()) {
            return value.getAsString();
        }
        throw refused(json, place, "a text");
    }

    private static JsonObject object(JsonElement json, String place) {
        if (json instanceof JsonObject object) {
            return object;
        }
        throw refused(json, place, "an object");
    }

    private static JsonArray list(JsonElement json, String place) {
        if (json instanceof JsonArray array) {
            return array;
        }
        throw refused(json, place, "a list");
    }

    private static JsonParseException refused(JsonElement json, String place, String wanted) {
        String where = place.isEmpty() ? "it" : place;
        String there = json.isJsonObject() ? "an object" : json.isJsonArray() ? "a list" : json.toString();
        String shown = there.length() > MOST_SHOWN ? there.substring(0, MOST_SHOWN) + "…" : there;
        return new JsonParseException(where + " is " + shown + ", not " + wanted);
    }
}

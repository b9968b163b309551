package dev.orchestra.openapi;

import dev.orchestra.api.Callers;
import dev.orchestra.api.ErrorCode;
import dev.orchestra.api.ErrorInWords;
import dev.orchestra.api.IdempotencyKey;
import dev.orchestra.api.Pending;
import dev.orchestra.api.ProblemCode;
import dev.orchestra.api.Problems;
import dev.orchestra.cart.CartItemsRequest;
import dev.orchestra.support.Refusal;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The document: what was found in the controllers, completed by what each operation answers. */
final class Document {

    static final String VERSION = "0.1.0";

    private static final String JSON = "application/json";
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final String PROBLEM = "Problem";
    private static final String COMPONENTS = "#/components/";

    private static final String CUSTOMER = "customer";
    private static final String GUEST = "guest";
    private static final String LOCAL = "local";

    private static final String RETRY_AFTER = "Retry-After";
    private static final List<String> LIMITS = List.of("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset");

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("compute", "Whether to ask for everything that decides the price, and to compute the totals."),
            Map.entry("cart_id", "A cart of its own that `POST /buy-now` made. Without it, the active cart is meant."),
            Map.entry("orderId", "The `order.id` that placing the order answered, or the `id` of an order of seats."),
            Map.entry("paymentId", "The `id` of one of the order's payments."),
            Map.entry("walletId", "The customer's wallet."),
            Map.entry("eventId", "The show."),
            Map.entry("seatId", "A seat of the draft order."),
            Map.entry("reservationId", "One of the `reservations` that reserving seats answered."),
            Map.entry("userId", "The customer who asks; a bearer token must say the same. Comes before `guestToken`."),
            Map.entry("guestToken", "The guest who asks."),
            Map.entry(LAST_EVENT_ID, "The `id` of the last event that is known: what comes behind it is told."));

    private final RecordSchemas schemas;
    private final Examples examples;

    Document(RecordSchemas schemas, Examples examples) {
        this.schemas = schemas;
        this.examples = examples;
    }

    /** What is true of the API as a whole. */
    static OpenAPI empty() {
        return new OpenAPI(SpecVersion.V31)
                .info(new Info().title("Orchestra Checkout").version(VERSION).description("""
                                The cart of a shop, and the order that is placed from it; and the seats of a show, reserved, collected in a draft order and checked out.

                                **Who asks.** A customer sends a bearer token, a guest the token that `POST /guests` gave. On a developer's machine `X-User-Id` names a customer. \
                                Whoever sends both a customer's identity and a guest's token brings the guest's cart along.

                                **Writes can be repeated.** Send an `Idempotency-Key` of your own with each write: the same request with the same key is done once, and \
                                answered again with what it was answered before. Every answer of a write names its key, also where you sent none.

                                **202** says that an operation goes on after the time of its request. Send the same request again, with the key of the answer, to get its own answer.

                                **Errors** are problems (RFC 9457) with a stable `code`, by which programs decide; those of the operations under Tickets are `{"error": "…"}`, in words alone. An answer of 4xx has changed nothing. An address that does not \
                                exist is answered with 404 `NOT_FOUND`, a method that it does not have with 405 `METHOD_NOT_ALLOWED`, a body of more than 64 KiB with 413 `PAYLOAD_TOO_LARGE`.

                                Amounts are in the cart's currency, with two decimals. A discount is zero or negative."""))
                .servers(List.of(new Server().url("/").description("where this document is")))
                .components(
                        new Components()
                                .addSecuritySchemes(
                                        CUSTOMER,
                                        new SecurityScheme()
                                                .type(SecurityScheme.Type.HTTP)
                                                .scheme("bearer")
                                                .bearerFormat("JWT")
                                                .description(
                                                        "A customer: the subject of a token of the shop's issuer."))
                                .addSecuritySchemes(
                                        GUEST,
                                        header(Callers.GUEST_TOKEN)
                                                .description("A guest: the token that `POST /guests` gave."))
                                .addSecuritySchemes(
                                        LOCAL,
                                        header(Callers.USER_ID)
                                                .description(
                                                        "A customer, taken at their word: in mode `local` alone, which is for a developer's machine.")));
    }

    private static SecurityScheme header(String name) {
        return new SecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.HEADER)
                .name(name);
    }

    /** What an operation takes. */
    RequestBody body(Class<?> type, boolean required) {
        return new RequestBody()
                .required(required)
                .content(new Content().addMediaType(JSON, new MediaType().schema(schemas.ofRequest(type))));
    }

    /** Tells of each operation, in the order of {@link ApiOperation}. */
    void complete(OpenAPI api) {
        Paths found = api.getPaths();
        Paths paths = new Paths();
        for (ApiOperation known : ApiOperation.values()) {
            PathItem item = found.get(known.path());
            if (item == null || !item.readOperationsMap().containsKey(known.method())) {
                throw new IllegalStateException("There is no controller of " + known + ".");
            }
            complete(item.readOperationsMap().get(known.method()), known);
            paths.addPathItem(known.path(), item);
        }
        found.forEach((path, item) -> item.readOperationsMap()
                .keySet()
                .forEach(method -> ApiOperation.at(method, path)
                        .orElseThrow(() ->
                                new IllegalStateException("ApiOperation does not know " + method + " " + path + "."))));
        api.setPaths(paths);
        problem();
        api.getComponents().setSchemas(new TreeMap<>(schemas.known()));
        api.getComponents().setExamples(problemExamples());
        api.getComponents().setHeaders(headers());
    }

    private void complete(Operation operation, ApiOperation known) {
        operation
                .operationId(known.id())
                .tags(List.of(known.tag().title()))
                .summary(known.summary())
                .description(known.description())
                .security(security(known))
                .parameters(parameters(operation, known))
                .responses(answers(known));
        if (operation.getRequestBody() != null) {
            operation.getRequestBody().getContent().get(JSON).setExamples(examples.of(known, "request"));
        }
    }

    private static List<SecurityRequirement> security(ApiOperation known) {
        if (known.isOpen()) {
            return List.of();
        }
        List<SecurityRequirement> ways = new ArrayList<>(List.of(
                new SecurityRequirement().addList(CUSTOMER),
                new SecurityRequirement().addList(GUEST),
                new SecurityRequirement().addList(LOCAL),
                new SecurityRequirement().addList(CUSTOMER).addList(GUEST)));
        if (known.isOfTickets()) {
            // The request can say so itself.
            ways.add(new SecurityRequirement());
        }
        return ways;
    }

    private static List<Parameter> parameters(Operation operation, ApiOperation known) {
        List<Parameter> parameters = new ArrayList<>();
        if (operation.getParameters() != null) {
            parameters.addAll(operation.getParameters());
        }
        for (Parameter parameter : parameters) {
            parameter.setDescription(PARAMETERS.get(parameter.getName()));
            switch (parameter.getName()) {
                case "compute" -> {
                    parameter.schema(RecordSchemas.typed("boolean"));
                    parameter.getSchema().setDefault(true);
                }
                case "cart_id" ->
                    parameter.schema(RecordSchemas.typed("string").pattern("^" + CartItemsRequest.ID + "$"));
                case "orderId", "paymentId", "walletId" ->
                    parameter.schema(RecordSchemas.typed("string").minLength(1));
                case "eventId", "seatId", "reservationId" ->
                    parameter.schema(RecordSchemas.typed("string").format("uuid"));
                case "userId", "guestToken" -> parameter.schema(RecordSchemas.typed("string"));
                case LAST_EVENT_ID ->
                    parameter.schema(RecordSchemas.typed("string").pattern("^[0-9]{1,9}$"));
                default ->
                    throw new IllegalStateException("Nothing is known of parameter " + parameter.getName() + ".");
            }
        }
        if (known.takesKey()) {
            parameters.add(new HeaderParameter()
                    .name(IdempotencyKey.HEADER)
                    .description("Names this request: the same one is done once, and answered again for 24 hours.")
                    .schema(RecordSchemas.typed("string").pattern("^[\\x21-\\x7e]{1,255}$")));
        }
        return parameters.isEmpty() ? null : parameters;
    }

    private ApiResponses answers(ApiOperation known) {
        var answers = new ApiResponses();
        answers.addApiResponse(
                Integer.toString(known.status()),
                told(known)
                        .description(known.status() == 201 ? "Done" : "The operation's answer")
                        .content(content(
                                known.isStream() ? EVENT_STREAM : JSON,
                                known.isStream() ? events(known) : oneOf(known.answers()),
                                examples.of(known, Integer.toString(known.status())))));
        if (known.isStream()) {
            answers.addApiResponse("204", told(known).description("Nothing more will happen"));
        }
        if (known.canLeaveNothing()) {
            answers.addApiResponse("204", told(known).description("Done, and there is no draft order any more"));
        }
        if (known.isRun()) {
            answers.addApiResponse(
                    "202",
                    told(known)
                            .description("The operation goes on: send the same request again")
                            .addHeaderObject(RETRY_AFTER, component("headers", RETRY_AFTER, new Header()))
                            .content(content(
                                    JSON,
                                    schemas.ofAnswer(Pending.class),
                                    Map.of(Pending.CODE, examples.stillRunning()))));
        }
        Map<Integer, List<ProblemCode>> byStatus = Stream.concat(known.refusals().stream(), known.codes().stream())
                .collect(Collectors.groupingBy(code -> code.status().value(), TreeMap::new, Collectors.toList()));
        byStatus.forEach((status, codes) -> answers.addApiResponse(Integer.toString(status), refused(known, codes)));
        return answers;
    }

    /** Text, line by line; the data of each event has a schema of its own. */
    private Schema<?> events(ApiOperation known) {
        known.answers().forEach(schemas::ofAnswer);
        return RecordSchemas.typed("string");
    }

    /** An answer with the headers that every one may have. */
    private static ApiResponse told(ApiOperation known) {
        var answer = new ApiResponse();
        LIMITS.forEach(name -> answer.addHeaderObject(name, component("headers", name, new Header())));
        if (known.takesKey()) {
            answer.addHeaderObject(IdempotencyKey.HEADER, component("headers", IdempotencyKey.HEADER, new Header()));
            answer.addHeaderObject(
                    IdempotencyKey.REPLAYED, component("headers", IdempotencyKey.REPLAYED, new Header()));
        }
        return answer;
    }

    private ApiResponse refused(ApiOperation known, List<ProblemCode> codes) {
        ApiResponse answer = told(known)
                .description(codes.stream().map(ProblemCode::title).distinct().collect(Collectors.joining("; ")));
        int status = codes.get(0).status().value();
        if (status == 503 || status == 429) {
            answer.addHeaderObject(RETRY_AFTER, component("headers", RETRY_AFTER, new Header()));
        }
        if (status == 401) {
            answer.addHeaderObject("WWW-Authenticate", component("headers", "WWW-Authenticate", new Header()));
        }
        if (known.isOfTickets()) {
            Map<String, Example> words = new LinkedHashMap<>();
            codes.forEach(code -> words.put(code.name(), examples.inWords(code)));
            return answer.content(content(JSON, schemas.ofAnswer(ErrorInWords.class), words));
        }
        Schema<?> code = RecordSchemas.typed("string");
        RecordSchemas.setEnum(code, codes.stream().map(ProblemCode::name).toList());
        Schema<?> these = RecordSchemas.typed("object");
        these.addProperty("code", code);
        Map<String, Example> told = new LinkedHashMap<>();
        codes.forEach(c -> told.put(c.name(), new Example().$ref(COMPONENTS + "examples/" + c.name())));
        return answer.content(content(
                PROBLEM_JSON,
                new JsonSchema().allOf(List.of(new JsonSchema().$ref(COMPONENTS + "schemas/" + PROBLEM), these)),
                told));
    }

    private Schema<?> oneOf(List<Class<?>> answers) {
        if (answers.size() == 1) {
            return schemas.ofAnswer(answers.get(0));
        }
        List<Schema> several = new ArrayList<>();
        answers.forEach(answer -> several.add(schemas.ofAnswer(answer)));
        return new JsonSchema().oneOf(several);
    }

    private static Content content(String type, Schema<?> schema, Map<String, Example> examples) {
        MediaType media = new MediaType().schema(schema);
        examples.forEach(media::addExamples);
        return new Content().addMediaType(type, media);
    }

    private static Header component(String kind, String name, Header header) {
        return header.$ref(COMPONENTS + kind + "/" + name);
    }

    private static Map<String, Header> headers() {
        Map<String, Header> headers = new LinkedHashMap<>();
        headers.put(
                IdempotencyKey.HEADER,
                header("The key of this request, yours or one that was made up.", RecordSchemas.typed("string")));
        Schema<?> yes = RecordSchemas.typed("string");
        RecordSchemas.setEnum(yes, List.of("true"));
        headers.put(
                IdempotencyKey.REPLAYED,
                header("`true` when this is the answer of an earlier request with the same key.", yes));
        headers.put(RETRY_AFTER, header("In how many seconds to send the request again.", seconds()));
        headers.put(LIMITS.get(0), header("How many requests may be made at once.", seconds()));
        headers.put(LIMITS.get(1), header("How many of them are left.", seconds()));
        headers.put(LIMITS.get(2), header("In how many seconds all of them are there again.", seconds()));
        headers.put("WWW-Authenticate", header("How to say who you are (RFC 6750).", RecordSchemas.typed("string")));
        return headers;
    }

    private static Schema<?> seconds() {
        return RecordSchemas.typed("integer").minimum(BigDecimal.ZERO);
    }

    private static Header header(String description, Schema<?> schema) {
        return new Header().description(description).schema(schema);
    }

    /** Of a problem more is known than any record says: what is with it depends on its code. */
    private void problem() {
        Schema<?> problem = RecordSchemas.typed("object")
                .description("RFC 9457. Programs decide by `code`; `title` and `detail` are for people.");
        Schema<?> code = RecordSchemas.typed("string");
        RecordSchemas.setEnum(
                code, Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
        Schema<?> failed = RecordSchemas.typed("boolean");
        failed.setConst(false);
        problem.addProperty("type", RecordSchemas.typed("string").format("uri-reference"));
        problem.addProperty("title", RecordSchemas.typed("string"));
        problem.addProperty("status", RecordSchemas.typed("integer"));
        problem.addProperty("detail", RecordSchemas.typed("string"));
        problem.addProperty("instance", RecordSchemas.typed("string").format("uri-reference"));
        problem.addProperty("success", failed);
        problem.addProperty("code", code);
        problem.addProperty(
                "field",
                RecordSchemas.typed("string").description("UNKNOWN_FIELD, CALLBACK_URL_NOT_ALLOWED: which field"));
        problem.addProperty(
                "errors",
                list(Problems.InvalidField.class).description("INVALID_FIELD: each field, and what is wrong with it"));
        problem.addProperty(
                "service",
                RecordSchemas.typed("string").description("SERVICE_UNAVAILABLE, UNEXPECTED_REFUSAL: which service"));
        problem.addProperty(
                "refusal", RecordSchemas.typed("string").description("UNEXPECTED_REFUSAL: the service's own code"));
        problem.addProperty(
                "order_id",
                RecordSchemas.typed("string").description("CART_LOCKED, CHECKOUT_IN_PROGRESS: the order in the way"));
        problem.addProperty(
                "state",
                RecordSchemas.typed("string").description("a verb's refusal: where the order stands (docs/states.md)"));
        problem.addProperty(
                "tries_left",
                RecordSchemas.typed("integer").description("OTP_INVALID: how many wrong passwords are left"));
        problem.addProperty(
                "problems", list(Refusal.LineProblem.class).description("the operations or lines that it is about"));
        problem.addProperty(
                "changes",
                list(Refusal.LineChange.class)
                        .description("TOTAL_CHANGED: what differs from what the customer agreed to, old and new"));
        problem.addProperty(
                "total", RecordSchemas.typed("number").description("TOTAL_CHANGED: what the cart costs now"));
        problem.required(List.of("title", "status", "detail", "success", "code"));
        schemas.known().put(PROBLEM, problem);
    }

    private Schema<?> list(Class<?> type) {
        return RecordSchemas.typed("array").items(schemas.ofAnswer(type));
    }

    private Map<String, Example> problemExamples() {
        Map<String, Example> told = new LinkedHashMap<>();
        Set<ErrorCode> none = ApiOperation.OF_NO_OPERATION;
        for (ErrorCode code : ErrorCode.values()) {
            if (!none.contains(code)) {
                told.put(code.name(), examples.of(code));
            }
        }
        return told;
    }
}

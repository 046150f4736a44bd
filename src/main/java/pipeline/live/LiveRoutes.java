package pipeline.live;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.LineNumberAware;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.direct.DirectConsumer;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the running routes what their files say. What is wrong is told once, and the routes run on as they were: their file is
 * looked over before they are stopped, and what shows only at the start puts the old ones back.
 */
public final class LiveRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

    /** Camel does not tell the lines of routes that are made of a template. */
    private static final int UNKNOWN = -1;

    private final CamelContext camel;
    private final RouteFiles files;
    private final List<String> builtIn;

    /** By its name, what each file said when its routes were made. */
    private final Map<String, RouteFile> live;

    /** What was found by the last look, and by the last one that was acted on. */
    private SortedMap<String, RouteFile> found;

    private SortedMap<String, RouteFile> judged;

    /**
     * To be made before the routes are loaded, so that no change is missed.
     *
     * @param builtIn ids of the built-in routes that this process needs
     */
    public LiveRoutes(CamelContext camel, RouteFiles files, List<String> builtIn) {
        this.camel = camel;
        this.files = files;
        this.builtIn = List.copyOf(builtIn);
        judged = files.read(builtIn);
        found = judged;
        live = new HashMap<>(judged);
    }

    /** To be called by a clock. A change counts once two looks have found the same: an editor may be writing. */
    public void refresh() {
        SortedMap<String, RouteFile> now = files.read(builtIn);
        boolean isStill = now.equals(found);
        found = now;
        if (!isStill || now.equals(judged)) {
            return;
        }
        // a file that has got another name takes over its routes
        live.values().stream()
                .filter(file -> !now.containsKey(file.name()))
                .toList()
                .forEach(this::end);
        Set<String> changed = now.values().stream()
                .filter(file -> !file.equals(judged.get(file.name())))
                .map(RouteFile::name)
                .collect(Collectors.toCollection(TreeSet::new));
        judged = now;
        takeUp(changed);
    }

    /** What is refused is tried again as long as others come: it may stand on them. */
    private void takeUp(Set<String> changed) {
        Map<String, Exception> refused = new TreeMap<>();
        Set<String> tried = changed;
        while (!tried.isEmpty()) {
            boolean hasCome = false;
            for (String name : tried) {
                try {
                    replace(Optional.ofNullable(live.get(name)), judged.get(name));
                    refused.remove(name);
                    hasCome = true;
                } catch (Exception e) {
                    refused.put(name, e);
                }
            }
            tried = hasCome ? refusedNames() : Set.of();
        }
        // those that were refused before have been told
        refused.keySet().retainAll(changed);
        refused.forEach(this::tell);
    }

    private Set<String> refusedNames() {
        return judged.values().stream()
                .filter(file -> !file.equals(live.get(file.name())))
                .map(RouteFile::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void tell(String name, Exception fault) {
        if (fault instanceof RouteFileException) {
            String then = live.containsKey(name) ? "The old routes run on" : "None of its routes runs";
            LOG.error("{}. {}", fault.getMessage(), then);
        } else {
            LOG.error("Cannot change the routes of {}", name, fault);
        }
    }

    private void end(RouteFile file) {
        try {
            Set<String> ids = ids(file);
            stop(ids);
            remove(ids);
            file.beanNames().forEach(camel.getRegistry()::unbind);
            live.remove(file.name());
            LOG.info("{} is gone, and its routes with it", file.location());
        } catch (Exception e) {
            LOG.error("Cannot end the routes of {}", file.name(), e);
        }
    }

    private void replace(Optional<RouteFile> before, RouteFile file) throws Exception {
        Set<String> old = before.isPresent() ? ids(before.get()) : Set.of();
        Map<String, ServiceStatus> states = states(old);
        RouteConfigurationBuilder routes;
        Set<String> beans;
        try {
            routes = load(file);
            beans = file.beanNames();
            lookOver(file, routes, old);
            if (hasBeansOf(before, file)) {
                resolveEndpoints(file, routes);
            }
        } catch (Exception e) {
            throw RouteFileException.of(file, e);
        }
        Set<String> ids = new HashSet<>(idsOf(routes));
        try {
            stop(old);
            rebind(before, file);
            // first, as a renamed route takes over an endpoint
            remove(old.stream().filter(id -> !ids.contains(id)).toList());
            make(routes, states);
        } catch (Exception e) {
            remove(ids);
            if (before.isPresent()) {
                rebind(Optional.of(file), before.get());
                make(load(before.get()), states);
            } else {
                beans.forEach(camel.getRegistry()::unbind);
            }
            throw RouteFileException.of(file, e);
        }
        live.put(file.name(), file);
        LOG.info("{} is live: {}", file.location(), String.join(", ", new TreeSet<>(ids)));
        boolean hasConfiguration = !routes.getRouteConfigurationCollection()
                .getRouteConfigurations()
                .isEmpty();
        if (hasConfiguration || !templates(routes).isEmpty()) {
            remakeOthers(file);
        }
        if (hasConfiguration) {
            LOG.info("{}: Java routes take it up at the next start", file.location());
        }
    }

    /** The routes that were made with an earlier configuration, or of an earlier template, keep it. */
    private void remakeOthers(RouteFile changed) throws Exception {
        for (RouteFile other : live.values()) {
            if (!other.name().equals(changed.name())) {
                Map<String, ServiceStatus> states = states(ids(other));
                stop(states.keySet());
                make(load(other), states);
            }
        }
    }

    /** Without its beans. */
    private RouteConfigurationBuilder load(RouteFile file) throws Exception {
        if (file.fault() != null) {
            throw fault(file, UNKNOWN, file.fault(), null);
        }
        return load(file.routes());
    }

    private RouteConfigurationBuilder load(Resource resource) throws Exception {
        RouteConfigurationBuilder routes = (RouteConfigurationBuilder) PluginHelper.getRoutesLoader(camel)
                .findRoutesBuilders(List.of(resource))
                .iterator()
                .next();
        routes.configureRoutes(camel);
        return routes;
    }

    /** Whether its beans are those in use. */
    private static boolean hasBeansOf(Optional<RouteFile> before, RouteFile file) {
        return file.beans()
                .strip()
                .equals(before.map(RouteFile::beans).orElse("").strip());
    }

    /** The old ones end, by their {@code destroyMethod}, when nobody calls them any more. */
    private void rebind(Optional<RouteFile> before, RouteFile file) throws Exception {
        if (!hasBeansOf(before, file)) {
            before.map(RouteFile::beanNames).orElse(Set.of()).forEach(camel.getRegistry()::unbind);
            if (!file.beans().isBlank()) {
                bind(file);
            }
        }
    }

    /** Finds what would stop the routes from being made, without a change to what runs. */
    private void lookOver(RouteFile file, RouteConfigurationBuilder routes, Set<String> old) throws RouteFileException {
        for (RouteDefinition route : routes.getRouteCollection().getRoutes()) {
            String id = route.getId();
            if (id == null) {
                throw fault(file, route.getInput().getLineNumber(), "The route has no id", null);
            }
            if (!old.contains(id) && camel.getRoute(id) != null) {
                throw fault(file, route.getInput().getLineNumber(), "There is a route " + id + " already", null);
            }
        }
        for (TemplatedRouteDefinition route : templated(routes)) {
            requireUsable(file, route, old);
        }
    }

    /** Where the beans stay the same; with others, endpoints can be made when those are there. */
    private void resolveEndpoints(RouteFile file, RouteConfigurationBuilder routes) throws RouteFileException {
        for (RouteDefinition route : routes.getRouteCollection().getRoutes()) {
            resolve(file, route.getInput().getLineNumber(), route.getInput().getEndpointUri());
            for (EndpointRequiredDefinition to : endpoints(route)) {
                resolve(file, ((LineNumberAware) to).getLineNumber(), to.getEndpointUri());
            }
        }
    }

    private void bind(RouteFile file) throws Exception {
        try {
            load(file.beansResource());
        } catch (Exception e) {
            // Camel takes the beans of a load that failed for bound until another one has succeeded
            load(ResourceHelper.fromString(file.location(), "- beans: []"));
            throw e;
        }
    }

    private void requireUsable(RouteFile file, TemplatedRouteDefinition route, Set<String> old)
            throws RouteFileException {
        String id = route.getRouteId();
        String template = route.getRouteTemplateRef();
        if (id == null) {
            throw fault(file, UNKNOWN, "The route of template " + template + " has no routeId", null);
        }
        if (!old.contains(id) && camel.getRoute(id) != null) {
            throw fault(file, UNKNOWN, "There is a route " + id + " already", null);
        }
        if (model().getRouteTemplateDefinition(template) == null) {
            throw fault(file, UNKNOWN, "There is no route template " + template, null);
        }
    }

    private static Collection<EndpointRequiredDefinition> endpoints(RouteDefinition route) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), EndpointRequiredDefinition.class);
    }

    private void resolve(RouteFile file, int line, String uri) throws RouteFileException {
        try {
            camel.getEndpoint(camel.resolvePropertyPlaceholders(uri));
        } catch (Exception e) {
            throw fault(file, line, RouteFileException.rootReason(e), e);
        }
    }

    private static RouteFileException fault(RouteFile file, int line, String reason, Throwable cause) {
        return new RouteFileException(file, Optional.of(line).filter(known -> known > 0), reason, cause);
    }

    /**
     * Lets what is under way end. Whoever calls from another route waits for the new one: Camel would let a route that is called
     * take calls until it finds none under way, and after a while would cut it off amid one.
     */
    private void stop(Set<String> ids) throws Exception {
        for (String id : ids) {
            Route route = camel.getRoute(id);
            if (route != null && route.getConsumer() instanceof DirectConsumer called) {
                ServiceHelper.suspendService(called);
            }
            camel.getRouteController().stopRoute(id);
        }
    }

    private void make(RouteConfigurationBuilder routes, Map<String, ServiceStatus> states) throws Exception {
        // of two of one id Camel takes the older
        for (RouteTemplateDefinition template : templates(routes)) {
            RouteTemplateDefinition old = model().getRouteTemplateDefinition(template.getId());
            if (old != null) {
                model().removeRouteTemplateDefinition(old);
            }
        }
        routes.updateRouteConfigurationsToCamelContext(camel);
        routes.updateRoutesToCamelContext(camel);
        remove(templatedIds(routes));
        routes.addTemplatedRoutesToCamelContext(camel);
        for (String id : idsOf(routes)) {
            ServiceStatus state = states.get(id);
            // many are not started by themselves, and one that was stopped by hand stays so
            if (state != null && state.isStarted()) {
                camel.getRouteController().startRoute(id);
            } else if (state != null) {
                camel.getRouteController().stopRoute(id);
            }
        }
    }

    private void remove(Collection<String> ids) throws Exception {
        for (String id : ids) {
            RouteDefinition route = model().getRouteDefinition(id);
            if (route != null) {
                model().removeRouteDefinition(route);
            }
        }
    }

    private Map<String, ServiceStatus> states(Set<String> ids) {
        Map<String, ServiceStatus> states = new LinkedHashMap<>();
        ids.forEach(id -> states.put(id, camel.getRouteController().getRouteStatus(id)));
        return states;
    }

    /** Of the routes that were made of a file; where each was given its id, as in the file. */
    private Set<String> ids(RouteFile file) throws Exception {
        Set<String> ids = new LinkedHashSet<>(templatedIds(load(file)));
        for (RouteDefinition route : model().getRouteDefinitions()) {
            if (!Boolean.TRUE.equals(route.isTemplate())
                    && route.getResource() != null
                    && route.getResource().getLocation().equals(file.location())) {
                ids.add(route.getId());
            }
        }
        return ids;
    }

    private static List<String> idsOf(RouteConfigurationBuilder routes) {
        return Stream.concat(
                        routes.getRouteCollection().getRoutes().stream().map(RouteDefinition::getId),
                        templatedIds(routes).stream())
                .toList();
    }

    private static List<RouteTemplateDefinition> templates(RouteConfigurationBuilder routes) {
        return routes.getRouteTemplateCollection().getRouteTemplates();
    }

    private static List<TemplatedRouteDefinition> templated(RouteConfigurationBuilder routes) {
        return routes.getTemplatedRouteCollection().getTemplatedRoutes();
    }

    private static List<String> templatedIds(RouteConfigurationBuilder routes) {
        return templated(routes).stream()
                .map(TemplatedRouteDefinition::getRouteId)
                .filter(Objects::nonNull)
                .toList();
    }

    private Model model() {
        return camel.getCamelContextExtension().getContextPlugin(Model.class);
    }
}

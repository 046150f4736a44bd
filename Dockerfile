# Made by Maven in one image, run by a Java runtime alone in the other.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates maven openjdk-17-jdk-headless
WORKDIR /src
# what seldom changes comes first, so that it is fetched once
COPY pom.xml .
RUN mvn -B -ntp -q dependency:resolve -DincludeScope=runtime
COPY . .
RUN mvn -B -ntp -q -Dmaven.test.skip=true package

FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jre-headless \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home --home-dir /var/lib/camel-pipeline camel-pipeline
COPY --from=build /src/target/camel-pipeline.jar /opt/camel-pipeline/
USER 10001
# data/ and logs/ are made here, and an application.properties here is read
WORKDIR /var/lib/camel-pipeline
VOLUME /var/lib/camel-pipeline
EXPOSE 9876
# there is no curl in here, and none is needed: a shell speaks enough HTTP. Liveness, as a new container heals no other system
HEALTHCHECK --interval=10s --timeout=30s --start-period=60s --retries=3 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/${CONSOLE_PORT:-9876} && printf 'GET /observe/health/live HTTP/1.0\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]
# three quarters of the container's memory are heap; what is out of it ends, to be started again
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/camel-pipeline/camel-pipeline.jar"]

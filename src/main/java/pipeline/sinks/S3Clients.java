package pipeline.sinks;

import java.net.URI;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Clients for S3, that of AWS or any other. */
public final class S3Clients {

    private S3Clients() {}

    /**
     * @param endpoint empty for AWS
     * @param accessKey empty for credentials that the SDK finds: variables, {@code ~/.aws}, the role of a pod or of a machine
     * @param secretKey empty where the access key is
     */
    public static S3Client create(String endpoint, String region, String accessKey, String secretKey) {
        S3ClientBuilder client = S3Client.builder()
                // named, as jars in lib/ may bring others
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                // the routes try again, and say so
                .overrideConfiguration(settings -> settings.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new Place()))
                .region(Region.of(region));
        if (!accessKey.isEmpty()) {
            client.credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
        }
        if (endpoint.isEmpty()) {
            return client.build();
        }
        // not every server has a name for each bucket, or takes bodies in signed chunks and the checksums that the SDK
        // adds since 2.30
        return client.endpointOverride(URI.create(endpoint))
                .forcePathStyle(true)
                .serviceConfiguration(settings -> settings.chunkedEncodingEnabled(false))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
    }

    /** Where AWS has the buckets of a region. */
    public static String ofAws(String region) {
        return "https://" + S3Client.serviceMetadata().endpointFor(Region.of(region));
    }

    /** Says of what keeps a request from being answered which it was. */
    private static final class Place implements ExecutionInterceptor {

        @Override
        public Throwable modifyException(Context.FailedExecution failed, ExecutionAttributes attributes) {
            Throwable fault = failed.exception();
            // the SDK takes no exception of another class in its place
            if (fault.getClass() != SdkClientException.class
                    || failed.httpRequest().isEmpty()) {
                return fault;
            }
            SdkHttpRequest request = failed.httpRequest().get();
            SdkClientException told = SdkClientException.create(
                    "Cannot " + request.method().name().toLowerCase(Locale.ROOT) + " " + request.getUri()
                            + " (sinks.s3.endpoint): " + fault.getMessage());
            // of a cause that is an unknown host the SDK would make a message without the host
            told.addSuppressed(fault);
            return told;
        }
    }
}
